-- What was taken for a service, for whoever works on some services only: a receipt has the service of
-- its position. What is there already, or is written by an older program, is named by the job that
-- finds positions for receipts.

alter table receipt add column service_id bytea;

create index receipt_without_service on receipt (workspace_id)
  where service_id is null and debt_position_id is not null;

drop index receipt_by_payment;

create index receipt_by_payment
  on receipt (workspace_id, coalesce(paid_at, received_at), receipt_id, amount_cents, service_id)
  where paid = 1 and broadcast = 0;

create index debt_position_unpaid_by_service
  on debt_position (workspace_id, service_id, status, next_change_at)
  where status in (2, 3, 4, 6);
