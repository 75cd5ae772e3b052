-- Questions, which change nothing and are by far the most of what happens, are written in runs: a
-- run begins at a moment and takes in what is asked in the day after it, some hundred thousand
-- questions at most. What is written together so goes to a few pages, that are written anyway,
-- where the story of every number had its own. A story is read run by run, and old runs are
-- forgotten by their key, so that no other index is needed.
-- Questions of before stay in `event`, where they are told and forgotten as ever.

create table question (
  workspace_id bigint not null,
  -- Microseconds since 1970: its questions happened then or less than a day later.
  run bigint not null,
  -- As in `event`.
  subject bytea not null,
  happened_at bigint not null,
  id bytea not null,
  kind smallint not null,
  actor text,
  amount_cents bigint,
  detail text,
  primary key (workspace_id, run, subject, happened_at, id)
) /* in one tree */;
