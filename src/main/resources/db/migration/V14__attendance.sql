-- Since when somebody has served without a break: one row, of all replicas together. Whoever migrates has
-- not served yet, so what is awaited is awaited anew.
create table attendance (
    id      smallint not null primary key check (id = 1),
    left_at timestamp(6) with time zone not null,
    since   timestamp(6) with time zone not null,
    seen_at timestamp(6) with time zone not null
);
insert into attendance (id, left_at, since, seen_at)
values (1, timestamp with time zone '1970-01-01 00:00:00+00:00', timestamp with time zone '1970-01-01 00:00:00+00:00',
        timestamp with time zone '1970-01-01 00:00:00+00:00');
