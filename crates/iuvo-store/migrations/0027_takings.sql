-- What a body has taken, day by day, at a million receipts: a receipt that does not say when it was
-- paid counts on the day on which it came.

create index receipt_by_payment
  on receipt (workspace_id, coalesce(paid_at, received_at), receipt_id, amount_cents)
  where paid = 1 and broadcast = 0;
