-- What a later version may do to the schema while this one runs on it: the first half, "expand", of
-- src/main/resources/db/migration/README.md.

alter table file add column tier varchar(16);
alter table process add column weight integer default 1 not null;
create table placement (
    file_id uuid not null primary key references file (id),
    host    varchar(253) not null
);
create index pin_by_age on pin (pinned_at);
alter table operation drop constraint operation_kind_check;
alter table operation add constraint operation_kind_check check (kind in ('READ', 'WRITE',
    'WRITEBACK', 'EXTEND', 'TRUNCATE', 'PUNCH_HOLE', 'ZERO_RANGE', 'COLLAPSE_RANGE', 'INSERT_RANGE',
    'UNLINK', 'REFLINK'));
