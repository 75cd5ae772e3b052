-- What a verification needs, in the row of the instalment: from when until when it may be paid if
-- nothing but time happens to its position. It is worth something only while the position has the
-- version in which it was written; whoever changes a position makes its version grow, also a
-- program that knows nothing of these columns. Positions written before have none, and are read
-- whole until they change.

alter table installment add column opening_version bigint;
alter table installment add column open_from bigint;
alter table installment add column open_until bigint;
alter table installment add column all_postal smallint check (all_postal in (0, 1));
