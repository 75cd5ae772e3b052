-- Notices made on demand at a PSP: how pagoPA's catalog knows the services for which they may be, and
-- which notice was the latest made for a declaration, so that the same demand gets the same notice
-- as long as that can be paid.

alter table service add column catalog_service text;

alter table service add column catalog_subject text;

create table notice_demand (
  workspace_id bigint not null references workspace (id),
  fingerprint bytea not null,
  notice_number text not null,
  demanded_at bigint not null,
  primary key (workspace_id, fingerprint)
);
