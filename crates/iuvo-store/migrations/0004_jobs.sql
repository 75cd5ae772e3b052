-- Deferred work: written in the transaction of its cause, done at least once, visible until done.
-- A worker holds a job by a lease that ends by itself; the fence is raised at every claim, so that
-- a worker that slept through the end of its lease can no longer write.

create table job (
  workspace_id bigint not null references workspace (id),
  id bytea not null,
  kind text not null,
  subject text not null,
  due_at bigint not null,
  attempts bigint not null,
  fence bigint not null,
  leased_until bigint not null,
  last_error text,
  created_at bigint not null,
  done_at bigint,
  primary key (workspace_id, id),
  unique (workspace_id, kind, subject)
);

-- The one question asked across workspaces: where is something due?
create index job_due on job (due_at) where done_at is null;

create index job_of_workspace on job (workspace_id, due_at) where done_at is null;
