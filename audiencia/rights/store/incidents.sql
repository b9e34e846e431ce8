-- The register of incidents: each one's head, and its entries.

-- name: insert_incident(id, now, due_at)!
INSERT INTO incident (id, made_at, due_at) VALUES (:id, :now, :due_at) ON CONFLICT (id) DO NOTHING;

-- name: lock_incident(id)^
SELECT * FROM incident WHERE id = :id FOR NO KEY UPDATE;

-- name: one_incident(id)^
SELECT * FROM incident WHERE id = :id;

-- name: write_incident(id, due_at, authority_told_at, people_told_at, excused, closed_at, version)!
-- nullable: authority_told_at, people_told_at, closed_at
UPDATE incident SET due_at = :due_at, authority_told_at = :authority_told_at, people_told_at = :people_told_at, excused = :excused,
    closed_at = :closed_at, version = :version
WHERE id = :id;

-- name: append_entry(id, incident_id, now, staff_id, kind, facts, told_at, text)!
-- nullable: facts, told_at
INSERT INTO incident_entry (id, incident_id, at, staff_id, kind, facts, told_at, text)
VALUES (:id, :incident_id, :now, :staff_id, :kind, :facts, :told_at, :text);

-- name: entries_of(incident_id)
SELECT incident_entry.at, incident_entry.kind, incident_entry.facts, incident_entry.told_at, incident_entry.text, staff.display_name AS name
FROM incident_entry JOIN staff ON staff.id = incident_entry.staff_id
WHERE incident_entry.incident_id = :incident_id ORDER BY incident_entry.seq;

-- name: all_incidents()
-- not null: facts
-- With the facts as they were last written; the newest first.
SELECT incident.*, written.facts FROM incident CROSS JOIN LATERAL (
    SELECT facts FROM incident_entry WHERE incident_id = incident.id AND facts IS NOT NULL ORDER BY seq DESC LIMIT 1) AS written
ORDER BY incident.number DESC;

-- name: owed(until)
-- Incidents of which somebody is still to be told, whose term is over by then; until three days after its end, which is shorter than sent
-- notices are kept: no alarm is sent twice.
SELECT id, number, due_at FROM incident
WHERE NOT excused AND (authority_told_at IS NULL OR people_told_at IS NULL) AND due_at <= :until
AND due_at > app_now() - interval '3 days' ORDER BY due_at, number;
