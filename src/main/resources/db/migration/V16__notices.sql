-- Notices, which belong to no break, are read with each heartbeat of whom they are for, and may never
-- be acknowledged.

create index signal_notice on signal (process_id, break_id, position);
