-- How many files are registered: the overview counts them by an index, not by reading them all.

create index file_present on file (removed, id);
