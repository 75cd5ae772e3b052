-- A body that changes its account moves what is unpaid, a thousand transfers a call: each call finds
-- the next ones by the account. What a reporting flow has named was paid, and leaves the index.

create index transfer_by_iban on transfer (workspace_id, iban, installment_id, transfer_index)
  where status = 1;
