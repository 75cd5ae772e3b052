-- Cases are decided by people: who looks after one, how it ended and why. A case that an older
-- program opens meanwhile is open, as its defaults say.

alter table review_case add column version bigint not null default 1;
alter table review_case add column closed smallint not null default 0 check (closed in (0, 1));
-- Who looks after it, or closed it, and since when; none while it is nobody's.
alter table review_case add column operator_id bytea;
alter table review_case add column changed_at bigint;
-- How it ended and why, in a person's words.
alter table review_case add column outcome text;
alter table review_case add column reason text;
-- The notice to whose debt the money of its receipt was assigned.
alter table review_case add column assigned_notice text;

create index review_case_open on review_case (workspace_id, id) where closed = 0;

create index review_case_closed on review_case (workspace_id, id) where closed = 1;
