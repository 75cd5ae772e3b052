-- People who work with the program, and the roles they were granted.
-- Access tables: keyed by their own identity. A scope is a text (`broker:CODE`, `workspace:N`,
-- `service:N:ID`), so that a grant is told by what it says and giving it twice changes nothing.

create table operator (
  id bytea primary key,
  email text not null unique,
  name text not null,
  enabled smallint not null check (enabled in (0, 1)),
  created_at bigint not null
);

create table operator_grant (
  operator_id bytea not null references operator (id),
  role text not null,
  scope text not null,
  primary key (operator_id, role, scope)
);
