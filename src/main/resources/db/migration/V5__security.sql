-- Whose an entry is: the principal that registered the process it is about. Who may see an entry is
-- decided by it, also after the process is gone.
alter table journal add column owner varchar(255);

update journal set owner = (select p.principal from process p where p.id = journal.process_id);
