-- From when to when a service takes debts, and how each of its years is accounted for: chapter and
-- assessment of the body's budget, as the accounting metadata of a payment would carry them.

alter table service add column valid_from text;
alter table service add column valid_to text;

create table service_accounting (
  workspace_id bigint not null,
  service_id bytea not null,
  year smallint not null,
  chapter text not null,
  assessment text,
  primary key (workspace_id, service_id, year),
  foreign key (workspace_id, service_id) references service (workspace_id, id)
);
