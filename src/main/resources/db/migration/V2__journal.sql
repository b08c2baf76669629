-- The event log. One dialect for H2 and PostgreSQL.

-- The position committed last. Every journaling transaction locks this one row last, just before its
-- commit, so positions are gap-free and in commit order.
create table journal_head (
  id smallint not null,
  position bigint not null,
  constraint journal_head_pk primary key (id),
  constraint journal_head_one_row check (id = 1),
  constraint journal_head_position check (position >= 0)
);

insert into journal_head (id, position) values (1, 0);

create table journal (
  position bigint not null,
  -- without the prefix org.daxlease.
  type varchar(64) not null,
  occurred_at timestamp(6) with time zone not null,
  principal varchar(256),
  file_id uuid,
  filesystem varchar(64),
  process_id uuid,
  host varchar(253),
  operation_id uuid,
  lease_id uuid,
  pin_id uuid,
  -- a JSON object
  data text not null,
  -- serves every reader with a cursor: position > ? order by position
  constraint journal_pk primary key (position),
  constraint journal_position check (position > 0)
);

-- Each serves the list and the replay of a stream with that one filter: <column> = ? and position > ?
-- order by position. A filter by type has none: types are few, so its matches are never far apart, and
-- every index is paid for by each append while it holds the counter.
create index journal_by_process on journal (process_id, position);
create index journal_by_file on journal (file_id, position);
create index journal_by_host on journal (host, position);
create index journal_by_filesystem on journal (filesystem, position);
