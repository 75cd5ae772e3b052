-- What a body says of itself in an environment: the code by which home banking knows it, and whom
-- to ask. It is printed on notices, shown in the portal and told in letters; the directory reads it
-- with its workspace.

create table particulars (
  workspace_id bigint not null references workspace (id),
  cbill text check (length(cbill) = 5),
  address text,
  office text,
  phone text,
  email text,
  pec text,
  website text,
  accessibility text,
  primary key (workspace_id)
);
