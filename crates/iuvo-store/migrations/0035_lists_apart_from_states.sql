-- A receipt moved an entry in each index that lists are walked by, two pages far from each other.
-- What a position asks for and who owes it have nothing to do with its state: these indexes leave
-- it out, and do not move when a position is paid. When it is due has: what is long due is mostly
-- paid, so that index keeps its state.

drop index debt_position_by_amount;

create index debt_position_by_amount on debt_position (workspace_id, listed_cents, id);

drop index debt_position_by_name;

create index debt_position_by_name on debt_position (workspace_id, debtor_key, id);
