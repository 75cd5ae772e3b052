-- Who has asked for the receipts of a cart by e-mail. The address is sealed, and is gone as soon as
-- the letter has left or will never leave; so is the fingerprint, by which a second click is known.
-- What stays is how many were asked for. The letter itself is a job.

create table receipt_mail (
  workspace_id bigint not null,
  cart_id bytea not null,
  ordinal smallint not null,
  address bytea,
  fingerprint bytea,
  requested_at bigint not null,
  ended_at bigint,
  primary key (workspace_id, cart_id, ordinal),
  foreign key (workspace_id, cart_id) references cart (workspace_id, id)
);
