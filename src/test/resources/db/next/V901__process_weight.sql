alter table process add column weight integer default 1 not null;
