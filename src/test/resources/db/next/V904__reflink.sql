alter table operation drop constraint operation_kind_check;
alter table operation add constraint operation_kind_check check (kind in ('READ', 'WRITE',
    'WRITEBACK', 'EXTEND', 'TRUNCATE', 'PUNCH_HOLE', 'ZERO_RANGE', 'COLLAPSE_RANGE', 'INSERT_RANGE',
    'UNLINK', 'REFLINK'));
