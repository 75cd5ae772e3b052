-- How many calls a client may make to the archive in ten seconds; null means as many as it likes.
-- Clients that exist keep what they had: no limit.

alter table api_client add column call_limit bigint check (call_limit >= 1);
