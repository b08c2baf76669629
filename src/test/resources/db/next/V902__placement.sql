create table placement (
    file_id uuid not null primary key references file (id),
    host    varchar(253) not null
);
