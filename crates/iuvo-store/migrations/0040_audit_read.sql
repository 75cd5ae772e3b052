-- The audit log is read by people: the last entries first, of a time, of somebody, of one kind. What
-- else is asked for stands in the index, so that only entries that are shown are read.

create index audit_entry_by_time on audit_entry (chain, recorded_at, number);

create index audit_entry_by_author on audit_entry (chain, author, recorded_at, number, act);

create index audit_entry_by_act on audit_entry (chain, act, recorded_at, number, author);
