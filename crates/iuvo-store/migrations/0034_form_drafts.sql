-- What people had typed into a form when their session had ended: sealed, and kept for an hour, so
-- that it is there again when they have signed in.
-- An access table, keyed by its own identity; a draft opens for its operator alone.

create table form_draft (
  id bytea primary key,
  operator_id bytea not null references operator (id),
  sealed bytea not null,
  kept_at bigint not null
);

create index form_draft_by_operator on form_draft (operator_id, kept_at);

create index form_draft_by_age on form_draft (kept_at);
