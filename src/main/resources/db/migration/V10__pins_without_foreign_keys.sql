-- Pins are what is made most, and each of these constraints looks a row up and locks it once more
-- for every pin: together they cost the database as much as the pin's own row. What they check
-- cannot happen: a pin is inserted under the lock of its file and of its process, its mapping is
-- read under them, and rows of these three are never deleted. PostgreSQL names them like this; H2,
-- whose names differ, keeps them.

alter table pin drop constraint if exists pin_file_id_fkey;
alter table pin drop constraint if exists pin_process_id_fkey;
alter table pin drop constraint if exists pin_mapping_id_fkey;
