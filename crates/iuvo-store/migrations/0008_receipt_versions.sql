-- A receipt may come in both versions of its message; the first says less. The hash of what the
-- first can carry tells that both say the same. Receipts stored before have none: they came in the
-- second version, and are compared whole.

alter table receipt add column first_version_hash bytea;
