-- In which version of the directory a row was last written, so that a process which knows an older
-- one reads only what has changed since: with 25,000 bodies the whole takes too long for that.

alter table broker add column version bigint not null default 1;
alter table station add column version bigint not null default 1;
alter table workspace add column version bigint not null default 1;
alter table api_client add column version bigint not null default 1;
alter table taxonomy_code add column version bigint not null default 1;

create index broker_by_version on broker (version);
create index station_by_version on station (version);
create index workspace_by_version on workspace (version);
create index api_client_by_version on api_client (version);
create index taxonomy_code_by_version on taxonomy_code (version);
create index workspace_of_organization on workspace (organization_fiscal_code);
