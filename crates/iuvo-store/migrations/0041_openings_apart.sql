-- What may be paid stands in a table of its own, one row for each notice that may be paid now or
-- some day, in the tree of its key. A verification goes down one tree, of nothing but what can be
-- asked for; in the instalment it went down two, of everything that was ever owed.
-- It refers to no instalment: whoever writes that writes this, and `iuvo check` looks after both.

create table opening (
  workspace_id bigint not null,
  notice_number text not null,
  -- What the payer is asked for, what the notification cost included.
  amount_cents bigint not null check (amount_cents >= 1),
  due_date bigint not null,
  description text not null,
  all_postal smallint not null check (all_postal in (0, 1)),
  company_name text not null,
  office_name text,
  -- From then on, and until before then; none where time alone neither begins nor ends it.
  open_from bigint,
  open_until bigint,
  primary key (workspace_id, notice_number)
) /* in one tree */;

insert into opening
  (workspace_id, notice_number, amount_cents, due_date, description, all_postal, company_name,
   office_name, open_from, open_until)
select workspace_id, notice_number, amount_cents + notification_fee_cents, due_date, description,
       all_postal, open_company_name, open_office_name, open_from, open_until
from installment
where open_company_name is not null;

alter table installment drop column opening_version;
alter table installment drop column open_from;
alter table installment drop column open_until;
alter table installment drop column all_postal;
alter table installment drop column open_company_name;
alter table installment drop column open_office_name;
