-- Who is served: bodies, their workspaces, the stations that speak for them, keys of their software.
-- Small tables keyed by the identifiers pagoPA gives, read as one snapshot by every process; the
-- version row tells a process that its snapshot is old.

create table directory_version (
  id smallint primary key check (id = 1),
  version bigint not null
);

insert into directory_version (id, version) values (1, 1);

create table broker (
  fiscal_code text primary key,
  name text not null
);

create table station (
  environment smallint not null,
  code text not null,
  broker_fiscal_code text not null references broker (fiscal_code),
  enabled smallint not null check (enabled in (0, 1)),
  primary key (environment, code)
);

create table organization (
  fiscal_code text primary key,
  name text not null
);

create table workspace (
  id bigint primary key,
  organization_fiscal_code text not null references organization (fiscal_code),
  environment smallint not null check (environment in (1, 2)),
  slug text not null unique,
  enabled smallint not null check (enabled in (0, 1)),
  unique (organization_fiscal_code, environment)
);

create table station_link (
  workspace_id bigint not null references workspace (id),
  environment smallint not null,
  station_code text not null,
  segregation_code text not null,
  broadcast smallint not null check (broadcast in (0, 1)),
  primary key (workspace_id, station_code, segregation_code),
  foreign key (environment, station_code) references station (environment, code)
);

create table bank_account (
  workspace_id bigint not null references workspace (id),
  iban text not null,
  holder text,
  authorization_code text,
  valid_from text not null,
  valid_to text,
  primary key (workspace_id, iban, valid_from)
);

create table service (
  workspace_id bigint not null references workspace (id),
  id bytea not null,
  code text not null,
  name text not null,
  kind smallint not null check (kind in (1, 2)),
  transfer_category text,
  note text,
  primary key (workspace_id, id),
  unique (workspace_id, code)
);

create table api_client (
  id bytea primary key,
  name text not null,
  environment smallint not null check (environment in (1, 2)),
  scope_workspace bigint references workspace (id),
  scope_broker text references broker (fiscal_code),
  segregation_codes text not null,
  check ((scope_workspace is null) <> (scope_broker is null))
);

-- Two keys per client, so that one can be replaced while the other works.
create table api_key (
  client_id bytea not null references api_client (id),
  slot smallint not null check (slot in (1, 2)),
  hash bytea not null unique,
  created_at bigint not null,
  primary key (client_id, slot)
);
