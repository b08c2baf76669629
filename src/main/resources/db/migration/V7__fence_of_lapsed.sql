-- A break whose holder has lapsed is looked at for its fence, not for its next stage.

alter table lease_break add column fence_at timestamp(6) with time zone;

-- The moment at which it must be looked at: fence_at if there is one, else the deadline.
alter table lease_break add column due_at timestamp(6) with time zone;
update lease_break set due_at = deadline;

drop index lease_break_due;
create index lease_break_due on lease_break (due_at);
