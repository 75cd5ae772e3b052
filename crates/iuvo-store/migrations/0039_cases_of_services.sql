-- A case names the service of the position that has its notice, so that whoever works on some
-- services only is shown a page of cases without reading those of all others. What an older
-- program leaves without is named by the job that finds positions for receipts.

alter table review_case add column service_id bytea;

update review_case set service_id = (
  select p.service_id from installment i
  join debt_position p on p.workspace_id = i.workspace_id and p.id = i.debt_position_id
  where i.workspace_id = review_case.workspace_id
    and i.notice_number = review_case.notice_number);

create index review_case_by_service on review_case (workspace_id, service_id, closed, id);
