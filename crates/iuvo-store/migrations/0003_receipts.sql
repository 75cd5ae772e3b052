-- Receipts: what the Node said, kept for ever as it was said, and what people must look at.
-- A receipt is stored in the same transaction that closes its position; these tables are only
-- ever added to.

create table receipt (
  workspace_id bigint not null references workspace (id),
  receipt_id text not null,
  notice_number text not null,
  organization_fiscal_code text not null,
  broadcast smallint not null check (broadcast in (0, 1)),
  paid smallint not null check (paid in (0, 1)),
  iuv text not null,
  amount_cents bigint not null check (amount_cents >= 0),
  debtor_fiscal_code text not null,
  psp_id text not null,
  psp_name text not null,
  psp_fiscal_code text,
  channel_id text not null,
  payment_method text,
  fee_cents bigint,
  paid_at bigint,
  application_date text,
  transfer_date text,
  stand_in smallint not null check (stand_in in (0, 1)),
  content_hash bytea not null,
  received_at bigint not null,
  debt_position_id bytea,
  primary key (workspace_id, receipt_id)
);

create index receipt_by_notice on receipt (workspace_id, notice_number);

create index receipt_without_position on receipt (workspace_id, notice_number)
  where debt_position_id is null and broadcast = 0;

-- The ordinal is the place in the message: nothing forbids a message to use an index twice, and a
-- receipt is never refused for that.
create table receipt_transfer (
  workspace_id bigint not null,
  receipt_id text not null,
  ordinal smallint not null,
  transfer_index smallint not null check (transfer_index between 1 and 5),
  organization_fiscal_code text not null,
  amount_cents bigint not null check (amount_cents >= 0),
  iban text,
  remittance_information text not null,
  category text not null,
  primary key (workspace_id, receipt_id, ordinal),
  foreign key (workspace_id, receipt_id) references receipt (workspace_id, receipt_id)
);

-- The message as it arrived. A receipt that came again with other content has a row for each.
create table receipt_message (
  workspace_id bigint not null,
  receipt_id text not null,
  content_hash bytea not null,
  message bytea not null,
  message_hash bytea not null,
  received_at bigint not null,
  primary key (workspace_id, receipt_id, content_hash),
  foreign key (workspace_id, receipt_id) references receipt (workspace_id, receipt_id)
);

create table review_case (
  workspace_id bigint not null references workspace (id),
  id bytea not null,
  kind text not null,
  notice_number text not null,
  receipt_id text not null,
  content_hash bytea not null,
  opened_at bigint not null,
  primary key (workspace_id, id),
  unique (workspace_id, kind, receipt_id, content_hash)
);

create index review_case_by_notice on review_case (workspace_id, notice_number);
