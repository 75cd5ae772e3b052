-- A verification reads one row: what it says of the position is written beside the opening, and
-- whoever changes a position writes its openings in the same transaction. Where the name of the
-- body is missing there is no opening. Those written before this change are not believed any more:
-- `opening_version` is neither written nor read.

alter table installment add column open_company_name text;
alter table installment add column open_office_name text;
