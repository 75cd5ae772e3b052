-- The taxonomy of collections that pagoPA publishes: which codes may be used on which days. It is
-- one for everybody and part of the directory's snapshot.

create table taxonomy_code (
  code text not null,
  valid_from text not null,
  valid_to text not null,
  organization_type text not null,
  area text not null,
  service text not null,
  primary key (code, valid_from)
);
