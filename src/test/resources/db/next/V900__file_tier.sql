-- What a later version may do to the schema while this one runs on it: the first half, "expand", of
-- src/main/resources/db/migration/README.md.

alter table file add column tier varchar(16);
