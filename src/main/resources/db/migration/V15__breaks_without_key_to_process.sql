-- For each break that is inserted this constraint locks the row of its holder, while the break's file
-- is locked already. All else locks processes before files, so that whoever ends a holder, or kills
-- it, and a request that breaks its lease could each have what the other waits for. What it checks
-- cannot happen: a break is of somebody who has a pin or a lease, and whose row stays until the break
-- has gone. PostgreSQL names it like this; H2, whose name differs, keeps it: it locks nothing there.

alter table lease_break drop constraint if exists lease_break_process_id_fkey;
