-- A topic that another department attends is a complaint about the department that it stands under: that one never gets it.
-- docs/decisions/047-reserved-complaints.md

ALTER TABLE topic ADD COLUMN leads_to integer REFERENCES department CHECK (leads_to <> department_id);
UPDATE topic SET leads_to = addressee.id
FROM catalogue_change AS newest
JOIN department AS addressee ON addressee.slug = newest.value ->> 'to'
JOIN department AS own ON own.slug = split_part(newest.key, '/', 1)
WHERE newest.kind = 'topic' AND topic.slug = split_part(newest.key, '/', 2) AND topic.department_id = own.id
AND NOT EXISTS (SELECT FROM catalogue_change AS later
                WHERE later.kind = newest.kind AND later.key = newest.key AND later.version > newest.version);

-- Cases that came to the department they are about go to the one that receives them.
INSERT INTO case_event (case_id, at, kind, actor_kind, reason, detail)
SELECT case_file.id, app_now(), 'turned', 'system', 'other_department',
    jsonb_build_object('from_department', case_file.department_id, 'to_department', topic.leads_to)
FROM case_file JOIN topic ON topic.id = case_file.topic_id AND topic.department_id = case_file.department_id
WHERE topic.leads_to IS NOT NULL;
UPDATE case_file SET department_id = topic.leads_to, about_department_id = topic.department_id, kind = 'complaint',
    assigned_to = NULL, version = version + 1
FROM topic WHERE topic.id = case_file.topic_id AND topic.department_id = case_file.department_id AND topic.leads_to IS NOT NULL;
UPDATE case_file SET about_department_id = topic.department_id, kind = 'complaint', version = version + 1
FROM topic WHERE topic.id = case_file.topic_id AND topic.leads_to = case_file.department_id AND case_file.about_department_id IS NULL;

-- "Somebody is working on it" is what the citizen reads of a case in process: one that nobody has is with its department.
UPDATE case_file SET state = 'assigned', version = version + 1 WHERE state = 'in_process' AND assigned_to IS NULL;

-- Whether a visit may not wait or be heard in a line: it brought a complaint about that department, or is about a complaint now
-- that another line receives.
CREATE FUNCTION complaint_stays(visit uuid, line integer) RETURNS boolean STABLE LANGUAGE sql AS $$
    WITH brought AS (
        SELECT topic_id, 0 AS begun, NULL::timestamptz AS begun_at FROM attention WHERE id = visit
        UNION ALL
        SELECT topic_id, 1, begun_at FROM further_matter WHERE attention_id = visit AND withdrawn_at IS NULL
    ), complaint AS (
        SELECT topic.department_id, topic.leads_to,
            brought.topic_id = (SELECT topic_id FROM brought WHERE begun = 0 OR begun_at IS NOT NULL
                                ORDER BY begun DESC, begun_at DESC LIMIT 1) AS now
        FROM brought JOIN topic ON topic.id = brought.topic_id WHERE topic.leads_to IS NOT NULL
    )
    SELECT EXISTS (SELECT FROM complaint JOIN queue ON queue.id = line
                   WHERE complaint.department_id = queue.department_id OR (now AND leads_to <> queue.department_id))
$$;

CREATE FUNCTION ticket_complaint_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF complaint_stays(NEW.attention_id, NEW.queue_id) THEN
        RAISE EXCEPTION 'a complaint does not wait in this line' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER ticket_complaint_joins BEFORE INSERT ON ticket FOR EACH ROW EXECUTE FUNCTION ticket_complaint_stays();
CREATE TRIGGER ticket_complaint_moves BEFORE UPDATE OF queue_id ON ticket FOR EACH ROW
WHEN (OLD.queue_id <> NEW.queue_id) EXECUTE FUNCTION ticket_complaint_stays();
