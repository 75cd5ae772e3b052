-- Positions are searched by people: by debtor, amount and dates, in any order, at a million rows.
-- What is looked for stands in the position's own row, since orders of a list must walk an index.
-- It holds for the version of the contents that `listed_at` names; a row that says otherwise, of
-- before or written by an older program, is listed anew by the job that follows the calendar.

alter table debt_position add column next_due_at bigint not null default 0;
alter table debt_position add column listed_cents bigint not null default 0;
-- Bytes, so that both engines sort them alike.
alter table debt_position add column debtor_key bytea;
alter table debt_position add column debtor_key_turned bytea;
alter table debt_position add column debtor_code text;
alter table debt_position add column listed_at bigint;

create index debt_position_to_list on debt_position (workspace_id, id)
  where listed_at is null or listed_at <> updated_at;

create index debt_position_by_due_date on debt_position (workspace_id, status, next_due_at, id);

create index debt_position_by_amount on debt_position (workspace_id, status, listed_cents, id);

create index debt_position_by_name on debt_position (workspace_id, status, debtor_key, id);

create index debt_position_by_turned_name on debt_position (workspace_id, debtor_key_turned);

create index debt_position_by_debtor on debt_position (workspace_id, debtor_code);

create index debt_position_by_service on debt_position (workspace_id, service_id, inserted_at);
