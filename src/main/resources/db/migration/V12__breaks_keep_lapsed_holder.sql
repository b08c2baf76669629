-- A break keeps the policy of its start: what becomes of a holder that lapses meanwhile, too.

alter table lease_break add column lapsed_holder varchar(16) default 'LADDER' not null
    check (lapsed_holder in ('LADDER', 'FENCE'));
