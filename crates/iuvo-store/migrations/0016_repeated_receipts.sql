-- What a station answers to a receipt that is stored already and comes again: OK, or the fault that
-- pagoPA's page of errors has for it.

alter table station add column repeated_receipts smallint not null default 1
  check (repeated_receipts in (1, 2));
