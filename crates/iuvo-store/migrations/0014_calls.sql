-- The Node's calls per station, operation and interval: what pagoPA's indicators are made of.
-- Each process writes its own totals of the interval, so that writing them again changes nothing;
-- the sum over the writers is what happened.

create table call_count (
  started_at bigint not null,
  environment smallint not null,
  station_code text not null,
  operation text not null,
  writer bytea not null,
  total bigint not null,
  ok bigint not null,
  ko bigint not null,
  timeouts bigint not null,
  slow bigint not null,
  duration_us bigint not null,
  primary key (started_at, environment, station_code, operation, writer)
);
