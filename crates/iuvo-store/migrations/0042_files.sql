-- A file of positions is kept whole before it is answered, in parts small enough to be read one at
-- a time. Then its items are worked through in their order, and what became of each is written in
-- the transaction of what it does: the counts of the file say where to go on.

create table file (
  workspace_id bigint not null references workspace (id),
  id bytea not null,
  operation text not null check (operation in ('create', 'update', 'delete')),
  name text not null,
  -- Who sent it, and the segregation codes of that key, with blanks between them.
  client text not null,
  segregation_codes text not null,
  received_at bigint not null,
  state text not null check (state in ('partial', 'in_hand', 'ended')),
  submitted bigint not null check (submitted >= 0),
  accepted bigint not null check (accepted >= 0),
  rejected bigint not null check (rejected >= 0),
  ended_at bigint,
  primary key (workspace_id, id),
  check (accepted + rejected <= submitted)
);

create index file_received on file (workspace_id, received_at);

-- Those that somebody has to look at.
create index file_with_rejects on file (workspace_id, received_at) where rejected > 0;

-- Items of a file that follow each other, as a packed JSON list; they go when the file has ended.
create table file_part (
  workspace_id bigint not null,
  file_id bytea not null,
  -- The place of its first item.
  first_ordinal bigint not null,
  encoding smallint not null,
  content bytea not null,
  primary key (workspace_id, file_id, first_ordinal),
  foreign key (workspace_id, file_id) references file (workspace_id, id)
);

create table file_item (
  workspace_id bigint not null,
  file_id bytea not null,
  ordinal bigint not null,
  iupd text not null,
  status smallint not null,
  message text not null,
  -- What was refused, as it was sent, so that it can be corrected.
  content bytea,
  primary key (workspace_id, file_id, ordinal),
  foreign key (workspace_id, file_id) references file (workspace_id, id)
);

create index file_item_rejected on file_item (workspace_id, file_id, ordinal) where status >= 400;
