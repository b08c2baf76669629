-- Where pins went with a fence and nothing was done yet that gives their blocks away: whatever is granted
-- there rests on a presumed death. Ranges as "start-end,start-end"; null is none.

alter table file add column presumed_free varchar(4096);
