-- What is counted for the meters and the overview: live rows, however many ended ones there are.
create index pin_total on pin (state, term, access);
create index lease_total on lease (live, state, origin);
-- Running breaks, also for the signals of theirs that nobody has acknowledged.
create index lease_break_total on lease_break (running, stage);
