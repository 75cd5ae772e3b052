-- Carts: which notices somebody was sent to Checkout to pay together, where Checkout took them, and
-- what the browser said when it came back. How a cart ends is told by the receipts of its notices
-- and by nothing here; who pays is not written. A cart belongs to the body of its first notice. A
-- slot is the latest cart of one content, so that a second click leads to the same cart.

create table cart (
  workspace_id bigint not null references workspace (id),
  id bytea not null,
  opened_at bigint not null,
  opened_by text,
  checkout_url text,
  forwarded_at bigint,
  returns bigint not null,
  returned text,
  returned_at bigint,
  primary key (workspace_id, id)
);

create table cart_notice (
  workspace_id bigint not null,
  cart_id bytea not null,
  ordinal smallint not null,
  notice_workspace_id bigint not null,
  notice_number text not null,
  amount_cents bigint not null,
  primary key (workspace_id, cart_id, ordinal),
  foreign key (workspace_id, cart_id) references cart (workspace_id, id)
);

create index cart_notice_by_number on cart_notice (workspace_id, notice_number);

create table cart_slot (
  workspace_id bigint not null,
  fingerprint bytea not null,
  cart_id bytea not null,
  primary key (workspace_id, fingerprint),
  foreign key (workspace_id, cart_id) references cart (workspace_id, id)
);
