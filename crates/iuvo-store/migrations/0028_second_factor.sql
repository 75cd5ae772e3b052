-- The second factor of people who sign in: a secret shared with their telephone, sealed with the
-- master key, and codes for the day the telephone is lost, of which only hashes are kept.
-- The last step (30 seconds) whose code was taken is noted, so that no code is taken twice.

create table operator_second_factor (
  operator_id bytea primary key references operator (id),
  secret bytea not null,
  last_step bigint not null,
  set_at bigint not null
);

create table operator_recovery_code (
  operator_id bytea not null references operator (id),
  hash bytea not null,
  primary key (operator_id, hash)
);

-- Whether a code was given in this session.
alter table operator_session add column proved smallint not null default 0 check (proved in (0, 1));
