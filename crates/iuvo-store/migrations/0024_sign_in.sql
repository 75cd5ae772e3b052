-- How people sign in: passwords, sessions shared by all replicas, and attempts that failed.
-- Access tables: keyed by their own identity. Of a password and of what a browser holds only the
-- hash is kept; of whoever tried, only the hash of the address typed and of where it came from.

create table operator_password (
  operator_id bytea primary key references operator (id),
  hash text not null,
  set_at bigint not null
);

create table operator_session (
  hash bytea primary key,
  operator_id bytea not null references operator (id),
  created_at bigint not null,
  used_at bigint not null
);

create index operator_session_by_operator on operator_session (operator_id);

create index operator_session_by_age on operator_session (created_at);

create table sign_in_attempt (
  counter bytea primary key,
  failures bigint not null check (failures >= 0),
  last_at bigint not null,
  locked_until bigint
);

create index sign_in_attempt_by_age on sign_in_attempt (last_at);
