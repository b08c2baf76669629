-- Whose an entry is: the principal that registered the process it is about. Who may see an entry is
-- decided by it, also after the process is gone.
alter table journal add column owner varchar(255);

update journal set owner = (select p.principal from process p where p.id = journal.process_id);

-- Lists of what is a principal's own.
create index process_by_principal on process (principal, id);

-- One row for each principal that a quota was ever counted for: whoever counts locks it, so that two
-- requests, on whatever replicas, count one after the other.
create table quota_account (
    principal varchar(255) not null primary key
);
