-- The positions a notice number has left are found without reading everything that happened to it.

create index event_of_former_position on event (workspace_id, subject, former_position_id)
  where former_position_id is not null;
