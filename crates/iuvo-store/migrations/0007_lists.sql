-- Lists of a body's archive at a million positions: each filter and each order walks an index, and
-- a status is told by the calendar of the moment, also before the job has written it down.

-- When the calendar will make a published position expire, if it ever does; the next change of one
-- that is not valid yet is its validity, which may itself have been followed by the expiry.
alter table debt_position add column expires_at bigint;

update debt_position
set expires_at = (
  select max(i.due_date) + 1 from installment i
  where i.workspace_id = debt_position.workspace_id and i.debt_position_id = debt_position.id
  having max(i.due_date) < 253402207200000000)
where status in (2, 3)
  and not exists (
    select 1 from payment_option o
    where o.workspace_id = debt_position.workspace_id and o.debt_position_id = debt_position.id
      and o.switch_to_expired = 0);

-- Whether a whole option has been paid and reported: GPD calls that a status of its own.
alter table debt_position add column reported smallint not null default 0;

-- What is inserted together has one instant: the identity breaks the tie, so that no page sorts.
drop index debt_position_by_insertion;

create index debt_position_by_insertion on debt_position (workspace_id, inserted_at, id);

create index debt_position_by_status
  on debt_position (workspace_id, status, reported, inserted_at, id, next_change_at);
