-- The runs of retention, and the rows that go by themselves.

-- name: try_lock(lock)$
-- one row
-- Of the connection, not of a transaction: a run has many.
SELECT pg_try_advisory_lock(:lock::bigint);

-- name: unlock(lock)$
SELECT pg_advisory_unlock(:lock::bigint);

-- name: begin_run(asked_by)$
-- nullable: asked_by
-- one row
INSERT INTO retention_run (began_at, asked_by) VALUES (app_now(), :asked_by) RETURNING id;

-- name: note_progress(id, done, failed)!
UPDATE retention_run SET done = :done::jsonb, failed = :failed WHERE id = :id;

-- name: end_run(id, keys_destroyed, problem)!
-- nullable: problem
UPDATE retention_run SET ended_at = app_now(), keys_destroyed = :keys_destroyed, problem = :problem WHERE id = :id;

-- name: end_interrupted(id)!
-- What an earlier process left: it was killed, or lost the database. This run goes on with it.
UPDATE retention_run SET ended_at = app_now(), problem = 'interrupted' WHERE ended_at IS NULL AND id <> :id;

-- name: last_runs(at_most)
SELECT retention_run.id, began_at, ended_at, done::text AS done, keys_destroyed, failed, problem, staff.display_name AS asked_by
FROM retention_run LEFT JOIN staff ON staff.id = asked_by ORDER BY began_at DESC, retention_run.id DESC LIMIT :at_most;

-- name: last_good(since)$
-- one row
-- Whether a run that ended well, with everybody, or the last try of one that did not, began since then.
SELECT EXISTS (SELECT FROM retention_run WHERE began_at >= :since AND ended_at IS NOT NULL
               AND (problem IS NULL AND failed = 0 OR began_at > app_now() - interval '1 hour'));

-- name: well_since()$
-- When the last run began that ended well, with everybody; when none did, the first of all.
SELECT coalesce(max(began_at) FILTER (WHERE ended_at IS NOT NULL AND problem IS NULL AND failed = 0), min(began_at)) FROM retention_run;

-- name: attachments_due(before)$
-- one row
-- Those of concluded cases, and pictures of visits that became no case: a month, whatever the rule.
SELECT count(*) FROM case_attachment LEFT JOIN case_file ON case_file.id = case_id
WHERE state = 'concluded' AND concluded_at < :before OR case_id IS NULL AND at < app_now() - interval '30 days';

-- name: delete_attachments(before, at_most)!
DELETE FROM case_attachment WHERE id IN (
    SELECT case_attachment.id FROM case_attachment LEFT JOIN case_file ON case_file.id = case_id
    WHERE state = 'concluded' AND concluded_at < :before OR case_id IS NULL AND at < app_now() - interval '30 days' LIMIT :at_most);

-- name: notice_contacts_due(before)$
-- one row
SELECT count(*) FROM notice_way JOIN case_file ON case_file.person_id = notice_way.person_id
WHERE notice_way.reason = 'case' AND state = 'concluded' AND concluded_at < :before;

-- name: delete_notice_contacts(before, at_most)!
DELETE FROM notice_way WHERE id IN (
    SELECT notice_way.id FROM notice_way JOIN case_file ON case_file.person_id = notice_way.person_id
    WHERE notice_way.reason = 'case' AND state = 'concluded' AND concluded_at < :before LIMIT :at_most);

-- name: notices_sent_due(before)$
-- one row
SELECT count(*) FROM outbox WHERE done_at < :before;

-- name: delete_notices_sent(before, at_most)!
DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE done_at < :before LIMIT :at_most);

-- name: receipts_due(before)$
-- one row
SELECT count(*) FROM case_paper WHERE made_at < :before;

-- name: delete_receipts(before, at_most)!
DELETE FROM case_paper WHERE (case_id, mark) IN (SELECT case_id, mark FROM case_paper WHERE made_at < :before LIMIT :at_most);

-- name: call_list_due(before)$
-- one row
SELECT count(*) FROM booking WHERE phoned_by IS NOT NULL AND starts_at < :before;

-- name: delete_call_list(before, at_most)!
UPDATE booking SET phoned = NULL, phoned_at = NULL, phoned_by = NULL, phoned_times = 0 WHERE ticket_id IN (
    SELECT ticket_id FROM booking WHERE phoned_by IS NOT NULL AND starts_at < :before LIMIT :at_most);

-- name: invitations_due(before)$
-- one row
SELECT count(*) FROM invitation WHERE coalesce(used_at, withdrawn_at, expires_at) < :before;

-- name: delete_invitations(before, at_most)!
DELETE FROM invitation WHERE id IN (
    SELECT id FROM invitation WHERE coalesce(used_at, withdrawn_at, expires_at) < :before LIMIT :at_most);
