-- What fails again and again is stuck, in the body's own overview and in that of its broker, which
-- asks for it across workspaces.

create index job_failing on job (attempts, workspace_id) where done_at is null and attempts >= 3;
