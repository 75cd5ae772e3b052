-- The journal: what happened to each notice number. One narrow row per event, in one b-tree that
-- is also the order in which a story is told, because every receipt writes one.
-- It points at nothing by foreign key: it outlives what it tells of.

create table event (
  workspace_id bigint not null,
  -- The 16 bytes of a position's id (what happens to all its notice numbers), or the characters of
  -- a notice number. They cannot meet: a UUIDv7 of this age begins with a byte no number has.
  subject bytea not null,
  happened_at bigint not null,
  id bytea not null,
  kind smallint not null,
  -- Told by the kind; 1 is kept for ever.
  retention smallint not null,
  actor text,
  amount_cents bigint,
  detail text,
  -- The position whose events belong to a notice number that has left it.
  former_position_id bytea,
  primary key (workspace_id, subject, happened_at, id)
);

create index event_to_purge on event (workspace_id, retention, happened_at) where retention > 1;
