-- Webhooks, which read the journal by position, and the evidence that a signal arrived.

-- A replica that delivers. It renews its row; when the row has expired its webhooks are taken over.
create table webhook_replica (
    id         uuid not null primary key,
    expires_at timestamp(6) with time zone not null
);

create table webhook (
    id               uuid          not null primary key,
    principal        varchar(255)  not null,
    -- What its principal might when it was made, one a line.
    authority        varchar(4096) not null,
    url              varchar(2048) not null,
    -- Beginnings of event types, one a line; empty for every type.
    types            varchar(4096) not null,
    process_id       uuid,
    host             varchar(253),
    filesystem       varchar(64),
    file_id          uuid,
    -- Sealed with a key that is not in this database.
    secret           varchar(512)  not null,
    old_secret       varchar(512),
    old_secret_until timestamp(6) with time zone,
    state            varchar(16)   not null
        check (state in ('ACTIVE', 'PAUSED', 'SUSPENDED', 'DISABLED')),
    reason           varchar(512),
    -- Every entry up to here is delivered, does not fit, or waits in a lane of its own.
    position         bigint        not null check (position >= 0),
    -- Grows whenever a command moves the position: who works from an older one has lost its place.
    epoch            bigint        not null,
    -- Since when every attempt has failed; null after a success.
    failing_since    timestamp(6) with time zone,
    -- The replica that delivers, and nobody else does.
    owner            uuid,
    created_at       timestamp(6) with time zone not null
);
create index webhook_by_principal on webhook (principal, id);
create index webhook_by_owner on webhook (owner);

-- What is kept apart from the rest of a webhook: a file in trouble, a file with an urgent signal, an
-- event to be delivered again. Its entries are read from the journal from its own position on.
create table webhook_lane (
    webhook_id       uuid        not null references webhook (id) on delete cascade,
    -- f:<file>, p:<process>, - for neither, r:<position> for one event again
    lane             varchar(48) not null,
    -- Delivered up to here.
    position         bigint      not null,
    urgent_attempts  integer     not null,
    slow_attempts    integer     not null,
    first_attempt_at timestamp(6) with time zone,
    next_attempt_at  timestamp(6) with time zone,
    -- The deadline that an undelivered signal in it announces.
    urgent_until     timestamp(6) with time zone,
    primary key (webhook_id, lane)
);

create table webhook_delivery (
    webhook_id      uuid        not null references webhook (id) on delete cascade,
    position        bigint      not null,
    type            varchar(64) not null,
    file_id         uuid,
    state           varchar(16) not null check (state in ('PENDING', 'DELIVERED', 'FAILED')),
    attempts        integer     not null,
    next_attempt_at timestamp(6) with time zone,
    -- The event itself from its first failure on, so that the journal may forget it.
    event           text,
    created_at      timestamp(6) with time zone not null,
    changed_at      timestamp(6) with time zone not null,
    primary key (webhook_id, position)
);
-- Lists by state.
create index webhook_delivery_by_state on webhook_delivery (webhook_id, state, position);
-- The clean-up.
create index webhook_delivery_by_age on webhook_delivery (state, changed_at);

create table webhook_attempt (
    webhook_id uuid   not null,
    position   bigint not null,
    started_at timestamp(6) with time zone not null,
    outcome    varchar(16) not null,
    status     integer,
    latency    bigint not null,
    error      varchar(256),
    primary key (webhook_id, position, started_at),
    foreign key (webhook_id, position) references webhook_delivery (webhook_id, position)
        on delete cascade
);

-- When a signal was first written to a stream of its process, and first taken by a webhook.
alter table signal add column streamed_at timestamp(6) with time zone;
alter table signal add column webhook_at timestamp(6) with time zone;

-- From when the deadlines of a break count.
alter table lease_break add column deadline_from varchar(16) default 'NOTIFIED' not null
    check (deadline_from in ('NOTIFIED', 'DELIVERED'));
