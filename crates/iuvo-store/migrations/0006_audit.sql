-- Who changed what, when: chains of hashes, so that nothing can be altered, taken away or put in unseen.
-- A chain has the number of its workspace, or 0 for what belongs to none (brokers, stations,
-- operators), and is first in every key, as the workspace is elsewhere. Whoever appends locks the
-- row of the head, so that numbers have no gaps; it says how many entries there are, so that a
-- missing tail is noticed.

create table audit_head (
  chain bigint primary key,
  version bigint not null,
  entries bigint not null check (entries >= 0),
  hash bytea
);

create table audit_entry (
  chain bigint not null references audit_head (chain),
  number bigint not null check (number > 0),
  id bytea not null,
  recorded_at bigint not null,
  author text not null,
  act text not null,
  subject text not null,
  content text not null,
  previous_hash bytea,
  hash bytea not null,
  primary key (chain, number),
  unique (chain, id)
);

insert into audit_head (chain, version, entries) values (0, 1, 0);

insert into audit_head (chain, version, entries) select id, 1, 0 from workspace;
