-- Messages kept small, and messages refused. A receipt's message says how it is written (0 as it
-- arrived, 1 packed). What was refused is kept for a while, sealed, so that a dispute can be
-- settled; who forgets it, and old events, is a recurring job of every workspace.

alter table receipt_message add column encoding smallint not null default 0;

create table refused_message (
  workspace_id bigint not null,
  notice_number text not null,
  id bytea not null,
  refused_at bigint not null,
  operation text not null,
  fault_code text not null,
  encoding smallint not null,
  message bytea not null,
  primary key (workspace_id, notice_number, id)
);

create index refused_message_to_purge on refused_message (workspace_id, refused_at);

insert into job
  (workspace_id, id, kind, subject, due_at, attempts, fence, leased_until, created_at)
select id, cast('journal_forgets_' as bytea), 'journal_forgets', '', 0, 0, 0, 0, 0 from workspace;
