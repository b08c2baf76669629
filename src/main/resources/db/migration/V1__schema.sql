-- Files, the processes that hold things of them, and what waits. One dialect for H2 and PostgreSQL.
-- Byte ranges are half-open: [range_start, range_end). Durations are milliseconds.

create table filesystem (
    name        varchar(64)  not null primary key,
    type        varchar(64),
    policy      text         not null,
    version     bigint       not null,
    created_at  timestamp(6) with time zone not null
);

create table file (
    id           uuid          not null primary key,
    filesystem   varchar(64)   not null references filesystem (name),
    path         varchar(4096) not null,
    -- SHA-256 of filesystem and path while the file is registered, null after its removal:
    -- unique among the registered, whatever the length of the path.
    path_key     varchar(64)   unique,
    backing      varchar(16)   not null check (backing in ('DAX', 'PAGE_CACHE')),
    size         bigint        not null check (size >= 0),
    page_size    integer       not null,
    generation   bigint        not null,
    last_token   bigint        not null,
    last_arrival bigint        not null,
    policy       text          not null,
    removed      boolean       not null,
    version      bigint        not null,
    created_at   timestamp(6) with time zone not null
);
-- Lists of files by filesystem, page by page.
create index file_by_filesystem on file (filesystem, id);

create table process (
    id                uuid         not null primary key,
    host              varchar(253) not null,
    pid               integer      not null,
    start_time        varchar(64),
    -- host, pid and start time while RUNNING, null after: one running process of that identity.
    identity          varchar(400) unique,
    command           varchar(4096),
    heartbeat_ttl     bigint,
    last_heartbeat_at timestamp(6) with time zone not null,
    lapses_at         timestamp(6) with time zone,
    lapsed            boolean      not null,
    state             varchar(16)  not null check (state in ('RUNNING', 'EXITED', 'KILLED')),
    killed            boolean      not null,
    principal         varchar(255) not null,
    registered_at     timestamp(6) with time zone not null,
    ended_at          timestamp(6) with time zone,
    exit_reported_at  timestamp(6) with time zone,
    version           bigint       not null
);
create index process_by_host on process (host, state, id);
create index process_by_state on process (state, id);
-- The next heartbeat to be missed.
create index process_lapse on process (lapses_at);

create table mapping (
    id          uuid        not null primary key,
    process_id  uuid        not null references process (id),
    file_id     uuid        not null references file (id),
    range_start bigint      not null,
    range_end   bigint      not null,
    -- Where a truncate has cut it; range_end if none did.
    valid_end   bigint      not null,
    protection  varchar(16) not null check (protection in ('READ', 'READ_WRITE')),
    state       varchar(16) not null check (state in ('MAPPED', 'UNMAPPED')),
    created_at  timestamp(6) with time zone not null,
    ended_at    timestamp(6) with time zone,
    reason      varchar(16),
    version     bigint      not null
);
create index mapping_by_file on mapping (file_id, state, id);
create index mapping_by_process on mapping (process_id, state);

create table lease (
    id          uuid        not null primary key,
    process_id  uuid        not null references process (id),
    file_id     uuid        not null references file (id),
    range_start bigint      not null,
    range_end   bigint      not null,
    breakable   boolean     not null,
    origin      varchar(16) not null check (origin in ('EXPLICIT', 'IMPLICIT')),
    state       varchar(16) not null
        check (state in ('HELD', 'BREAKING', 'RELEASED', 'BROKEN', 'REVOKED')),
    -- true while HELD or BREAKING, else null: at most one live lease per file and process.
    live        boolean,
    released    boolean     not null,
    pins        integer     not null check (pins >= 0),
    epoch       bigint      not null,
    taken_at    timestamp(6) with time zone not null,
    ended_at    timestamp(6) with time zone,
    version     bigint      not null,
    constraint one_live_lease unique (file_id, process_id, live)
);
-- Live leases of a file, for the notice to holders without pins.
create index lease_live on lease (file_id, live);
create index lease_by_file on lease (file_id, state, id);
create index lease_by_process on lease (process_id, live);

create table pin (
    id          uuid        not null primary key,
    file_id     uuid        not null references file (id),
    process_id  uuid        not null references process (id),
    mapping_id  uuid        not null references mapping (id),
    lease_id    uuid,
    break_id    uuid,
    range_start bigint      not null,
    range_end   bigint      not null,
    -- Its fork node in the interval tree (see IntervalTree) while it can block, else null.
    node        bigint,
    access      varchar(16) not null check (access in ('READ', 'WRITE')),
    term        varchar(16) not null check (term in ('LONGTERM', 'SHORT')),
    generation  bigint      not null,
    state       varchar(16) not null check (state in ('PINNED', 'UNPINNED', 'REVOKED')),
    detached    boolean     not null,
    overstayed  boolean     not null,
    pinned_at   timestamp(6) with time zone not null,
    ended_at    timestamp(6) with time zone,
    reason      varchar(16),
    version     bigint      not null
);
-- The three arms of the overlap query: forks inside the range, left of it, right of it.
create index pin_overlap_end on pin (file_id, node, range_end);
create index pin_overlap_start on pin (file_id, node, range_start);
create index pin_by_file on pin (file_id, state, id);
create index pin_by_process on pin (process_id, state, file_id);
-- The pins that a break still wants gone.
create index pin_by_break on pin (break_id);

create table operation (
    id                   uuid        not null primary key,
    file_id              uuid        not null references file (id),
    -- file_id while a command on the file must know of it, else null.
    open_file_id         uuid,
    arrival              bigint      not null,
    kind                 varchar(16) not null check (kind in ('READ', 'WRITE', 'WRITEBACK', 'EXTEND',
        'TRUNCATE', 'PUNCH_HOLE', 'ZERO_RANGE', 'COLLAPSE_RANGE', 'INSERT_RANGE', 'UNLINK')),
    new_size             bigint,
    range_offset         bigint,
    range_length         bigint,
    affected_start       bigint      not null,
    affected_end         bigint      not null,
    need                 varchar(16) not null check (need in ('PASSING', 'GROWING', 'HARD')),
    on_conflict          varchar(16) not null check (on_conflict in ('WAIT', 'NOWAIT', 'FAIL')),
    auto_complete        boolean     not null,
    lease_break_time     bigint,
    max_wait             bigint,
    requester_process_id uuid references process (id),
    requester            varchar(256),
    reason               varchar(1024),
    principal            varchar(255) not null,
    state                varchar(16) not null check (state in ('QUEUED', 'BREAKING', 'GRANTED',
        'COMPLETED', 'CANCELLED', 'EXPIRED', 'REFUSED')),
    end_reason           varchar(16),
    token                bigint,
    grant_expires_at     timestamp(6) with time zone,
    confirmed            boolean,
    wait_until           timestamp(6) with time zone,
    short_pins_at        timestamp(6) with time zone,
    reopens_at           timestamp(6) with time zone,
    -- The earliest of the moments above that its state still cares for.
    due_at               timestamp(6) with time zone,
    breaks               integer     not null check (breaks >= 0),
    presumed             boolean     not null,
    requested_at         timestamp(6) with time zone not null,
    granted_at           timestamp(6) with time zone,
    ended_at             timestamp(6) with time zone,
    version              bigint      not null,
    constraint operation_arrival unique (file_id, arrival)
);
-- What every command on a file reads first.
create index operation_open on operation (open_file_id, arrival);
create index operation_by_file on operation (file_id, state, id);
create index operation_by_state on operation (state, requested_at);
create index operation_due on operation (due_at);
-- What a process leaves waiting when it goes.
create index operation_by_requester on operation (requester_process_id, state);

create table lease_break (
    id               uuid        not null primary key,
    file_id          uuid        not null references file (id),
    process_id       uuid        not null references process (id),
    lease_id         uuid,
    epoch            bigint      not null,
    stage            varchar(16) not null check (stage in ('SIGIO', 'SIGBUS', 'SIGKILL')),
    -- When the next stage is due; null where none is.
    deadline         timestamp(6) with time zone,
    pins             integer     not null check (pins >= 0),
    running          boolean     not null,
    outcome          varchar(16) check (outcome in ('UNPINNED', 'EXITED', 'FENCED', 'CANCELLED')),
    -- The policy it keeps to its end.
    lease_break_time bigint      not null,
    escalation       varchar(32) not null
        check (escalation in ('SIGBUS_THEN_SIGKILL', 'SIGKILL', 'SIGBUS_ONLY')),
    after_kill       varchar(16) not null check (after_kill in ('AWAIT_EXIT', 'FENCE')),
    kill_grace       bigint      not null,
    begun_at         timestamp(6) with time zone not null,
    ended_at         timestamp(6) with time zone,
    version          bigint      not null
);
create index lease_break_due on lease_break (deadline);
create index lease_break_running on lease_break (file_id, running, process_id);
create index lease_break_by_process on lease_break (process_id, running);
create index lease_break_by_lease on lease_break (lease_id, running);

create table operation_break (
    operation_id uuid not null references operation (id),
    break_id     uuid not null references lease_break (id),
    primary key (operation_id, break_id)
);
-- Which operations wait for a break.
create index operation_break_by_break on operation_break (break_id);

create table signal (
    -- The position of its journal entry, which is its event id.
    position        bigint      not null primary key,
    break_id        uuid,
    process_id      uuid        not null,
    kind            varchar(16) not null check (kind in ('SIGIO', 'SIGBUS', 'SIGKILL')),
    sent_at         timestamp(6) with time zone not null,
    acknowledged_at timestamp(6) with time zone
);
create index signal_by_break on signal (break_id, position);
create index signal_pending on signal (process_id, acknowledged_at);
