-- How the Node may use a station and a link, and the stops planned for a station: what the Back
-- Office holds of them. A stop is told by its station and beginning, since stops do not overlap.

alter table station add column stand_in smallint not null default 0 check (stand_in in (0, 1));
alter table station add column payment_options smallint not null default 0
  check (payment_options in (0, 1));
alter table station add column primitive_version smallint not null default 2
  check (primitive_version in (1, 2));

alter table station_link add column stand_in smallint not null default 0
  check (stand_in in (0, 1));
alter table station_link add column spontaneous smallint not null default 0
  check (spontaneous in (0, 1));

create table station_maintenance (
  environment smallint not null,
  station_code text not null,
  starts_at bigint not null,
  ends_at bigint not null,
  stand_in smallint not null check (stand_in in (0, 1)),
  primary key (environment, station_code, starts_at),
  foreign key (environment, station_code) references station (environment, code),
  check (starts_at < ends_at)
);
