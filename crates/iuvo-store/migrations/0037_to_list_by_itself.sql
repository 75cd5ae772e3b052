-- Where a position is to be listed anew is asked of every workspace once a minute. Without
-- statistics SQLite takes any index that begins with the workspace, unless one answers by itself.

drop index debt_position_to_list;

create index debt_position_to_list on debt_position (workspace_id, id, listed_at, updated_at)
  where listed_at is null or listed_at <> updated_at;
