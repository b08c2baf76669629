-- Node agents: who turns signals into real ones on a host and reports the exits there.

create table node_agent (
    host          varchar(253) not null primary key,
    ttl           bigint       not null,
    -- Until when it is taken to be alive without a new sign of it: no fence of a killed process of
    -- the host before (rule 16).
    alive_until   timestamp(6) with time zone not null,
    principal     varchar(255) not null,
    -- When it showed itself for the first time, or again after its time had run out.
    registered_at timestamp(6) with time zone not null,
    renewed_at    timestamp(6) with time zone not null,
    version       bigint       not null
);

-- Whether a process was registered by a principal that may speak for its host: a node agent signals
-- no other. What was registered before there were principals was registered by anybody.
alter table process add column vouched boolean default true not null;
