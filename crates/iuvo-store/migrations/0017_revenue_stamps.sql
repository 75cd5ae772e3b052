-- The identifier of the digital revenue stamp that a transfer bought ("IUBD"). A transfer without
-- account and without it bought a stamp that could not be read.

alter table receipt_transfer add column iubd text;
