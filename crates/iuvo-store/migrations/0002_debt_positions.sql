-- The archive of debts: position, payment options, instalments, transfers, and the numbers issued.
-- Every key begins with the workspace, so that the same schema can be spread over several servers
-- and no row is ever reached without saying whose it is.

create table number_space (
  workspace_id bigint not null references workspace (id),
  segregation_code text not null,
  next_base bigint not null check (next_base >= 0),
  end_base bigint not null check (end_base <= 9999999999999),
  version bigint not null,
  primary key (workspace_id, segregation_code)
);

-- Ranges that the body's own software numbers; ours steps over them.
create table reserved_number_range (
  workspace_id bigint not null,
  segregation_code text not null,
  first_base bigint not null,
  last_base bigint not null,
  primary key (workspace_id, segregation_code, first_base),
  foreign key (workspace_id, segregation_code)
    references number_space (workspace_id, segregation_code),
  check (first_base <= last_base)
);

create table debt_position (
  workspace_id bigint not null references workspace (id),
  id bytea not null,
  iupd text not null,
  version bigint not null,
  status smallint not null check (status between 1 and 7),
  origin smallint not null,
  service_id bytea not null,
  company_name text not null,
  office_name text,
  reference text not null,
  debt_date text not null,
  pay_stand_in smallint not null check (pay_stand_in in (0, 1)),
  warnings text not null,
  inserted_at bigint not null,
  updated_at bigint not null,
  published_at bigint,
  paid_at bigint,
  next_change_at bigint,
  primary key (workspace_id, id),
  unique (workspace_id, iupd),
  foreign key (workspace_id, service_id) references service (workspace_id, id)
);

create index debt_position_by_insertion on debt_position (workspace_id, inserted_at, iupd);

create index debt_position_by_payment on debt_position (workspace_id, paid_at)
  where paid_at is not null;

create index debt_position_by_change on debt_position (workspace_id, next_change_at)
  where next_change_at is not null;

create table payment_option (
  workspace_id bigint not null,
  id bytea not null,
  debt_position_id bytea not null,
  ordinal smallint not null,
  kind smallint not null check (kind in (1, 2)),
  validity_date bigint,
  switch_to_expired smallint not null check (switch_to_expired in (0, 1)),
  debtor_kind smallint not null check (debtor_kind in (1, 2)),
  debtor_fiscal_code text not null,
  debtor_full_name text not null,
  debtor_street text,
  debtor_number text,
  debtor_postal_code text,
  debtor_city text,
  debtor_province text,
  debtor_region text,
  debtor_country text,
  debtor_email text,
  debtor_phone text,
  primary key (workspace_id, id),
  foreign key (workspace_id, debt_position_id) references debt_position (workspace_id, id)
);

create index payment_option_of_position on payment_option (workspace_id, debt_position_id);

create table installment (
  workspace_id bigint not null,
  id bytea not null,
  debt_position_id bytea not null,
  payment_option_id bytea not null,
  ordinal smallint not null,
  notice_number text not null,
  iuv text not null,
  amount_cents bigint not null check (amount_cents >= 1),
  notification_fee_cents bigint not null check (notification_fee_cents >= 0),
  description text not null,
  due_date bigint not null,
  retention_date bigint,
  status smallint not null check (status in (1, 2)),
  receipt_id text,
  paid_at bigint,
  payment_method text,
  psp_name text,
  fee_cents bigint,
  metadata text not null,
  primary key (workspace_id, id),
  unique (workspace_id, notice_number),
  unique (workspace_id, iuv),
  foreign key (workspace_id, payment_option_id) references payment_option (workspace_id, id),
  foreign key (workspace_id, debt_position_id) references debt_position (workspace_id, id),
  check ((status = 2) = (receipt_id is not null))
);

create index installment_of_position on installment (workspace_id, debt_position_id);

create index installment_of_option on installment (workspace_id, payment_option_id);

create index installment_by_due_date on installment (workspace_id, due_date);

create table transfer (
  workspace_id bigint not null,
  installment_id bytea not null,
  transfer_index smallint not null check (transfer_index between 1 and 5),
  organization_fiscal_code text not null,
  company_name text,
  amount_cents bigint not null check (amount_cents >= 1),
  remittance_information text not null,
  category text not null,
  iban text,
  postal_iban text,
  stamp_document_hash text,
  stamp_type text,
  stamp_province text,
  metadata text not null,
  status smallint not null check (status in (1, 2)),
  primary key (workspace_id, installment_id, transfer_index),
  foreign key (workspace_id, installment_id) references installment (workspace_id, id),
  check ((iban is null) <> (stamp_document_hash is null))
);
