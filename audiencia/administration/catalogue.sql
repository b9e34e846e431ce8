-- The catalogue: the changes of administrators, and what follows from them in the tables that other features read.

-- name: version()$
-- one row
SELECT version FROM catalogue;

-- name: lock()$
-- Changes come one after the other.
SELECT version FROM catalogue FOR UPDATE;

-- name: advance()!
UPDATE catalogue SET version = version + 1;

-- name: carried_out(actor, command_id)$
-- The result of this form when it was sent before and led to something.
SELECT result::text FROM command_done WHERE actor = :actor AND command_id = :command_id;

-- name: kinds()
-- Of what there has ever been anything.
SELECT DISTINCT kind FROM catalogue_change;

-- name: newest(kinds)
-- Each object of these kinds as it is now, and who changed it last.
SELECT DISTINCT ON (kind, key) catalogue_change.id, kind, key, version, value, source, staff.display_name AS by
FROM catalogue_change LEFT JOIN staff ON staff.id = catalogue_change.staff_id
WHERE kind = ANY(:kinds::text[]) ORDER BY kind, key, version DESC;

-- name: insert_changes(changes)!
INSERT INTO catalogue_change (kind, key, version, value, source, staff_id, undoes)
SELECT * FROM json_to_recordset(:changes::json) AS made (
    kind text, key text, version integer, value jsonb, source text, staff_id integer, undoes bigint
);

-- name: project_departments(departments)!
-- What is in the catalogue no more stays here for what is older, and nobody chooses it.
WITH made AS (
    INSERT INTO department (slug, prefix, name_es, name_en, summary_es, summary_en, ordinal, active)
    SELECT * FROM json_to_recordset(:departments::json) AS given (
        slug text, prefix text, name_es text, name_en text, summary_es text, summary_en text, ordinal integer, active boolean
    )
    ON CONFLICT (slug) DO UPDATE SET prefix = excluded.prefix, name_es = excluded.name_es, name_en = excluded.name_en,
        summary_es = excluded.summary_es, summary_en = excluded.summary_en, ordinal = excluded.ordinal,
        active = excluded.active
    RETURNING slug
)
UPDATE department SET active = false WHERE slug NOT IN (SELECT slug FROM json_to_recordset(:departments::json) AS given (slug text));

-- name: project_topics(topics)!
WITH given AS (
    SELECT department.id AS department_id, one.slug, one.name_es, one.name_en, one.ordinal, one.active, leads_to.id AS leads_to
    FROM json_to_recordset(:topics::json) AS one (
        department text, slug text, name_es text, name_en text, ordinal integer, active boolean, leads_to text
    ) JOIN department ON department.slug = one.department LEFT JOIN department AS leads_to ON leads_to.slug = one.leads_to
), made AS (
    INSERT INTO topic (department_id, slug, name_es, name_en, ordinal, active, leads_to)
    SELECT department_id, slug, name_es, name_en, ordinal, active, leads_to FROM given
    ON CONFLICT (department_id, slug) DO UPDATE SET name_es = excluded.name_es, name_en = excluded.name_en,
        ordinal = excluded.ordinal, active = excluded.active, leads_to = excluded.leads_to
)
UPDATE topic SET active = false WHERE NOT EXISTS (
    SELECT FROM given WHERE given.department_id = topic.department_id AND given.slug = topic.slug
);

-- name: coming_sessions()
-- Jornadas that a department can still join, the nearest first.
SELECT id FROM session WHERE state IN ('planned', 'lobby', 'open') ORDER BY day, id;

-- name: queues_without(session_ids)
-- Departments that have no line yet in these jornadas. An array: with NOT EXISTS the queues of all jornadas are read and joined.
SELECT session.id AS session_id, department.slug FROM session CROSS JOIN department
WHERE session.id = ANY(:session_ids::integer[]) AND department.active
AND department.id <> ALL (ARRAY(SELECT department_id FROM queue WHERE queue.session_id = session.id))
ORDER BY session.id, department.ordinal;

-- name: drop_lines()!
-- Of planned jornadas: the lines of departments that were retired, which nobody has a place in.
DELETE FROM queue USING session, department
WHERE session.id = queue.session_id AND session.state = 'planned' AND department.id = queue.department_id
AND NOT department.active AND NOT EXISTS (SELECT FROM ticket WHERE ticket.queue_id = queue.id);

-- name: follow_cap(slug, before, after)
-- How many may wait, in the jornada that goes on and in those to come; but for lines of which a moderator said another number.
UPDATE queue SET cap = :after::integer FROM session, department
WHERE session.id = queue.session_id AND session.state IN ('planned', 'lobby', 'open') AND department.id = queue.department_id
AND department.slug = :slug AND queue.cap IS NOT DISTINCT FROM :before::integer
RETURNING queue.id;

-- name: in_use(slug)$
-- Whether somebody has a place in a line of this department, is attended there, or has a room open.
SELECT EXISTS (
    SELECT FROM queue JOIN session ON session.id = queue.session_id JOIN department ON department.id = queue.department_id
    WHERE department.slug = :slug AND session.state <> 'closed' AND (
        EXISTS (SELECT FROM ticket WHERE ticket.queue_id = queue.id AND ticket.state NOT IN (
            'served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show'))
        OR EXISTS (SELECT FROM room WHERE room.queue_id = queue.id AND room.state <> 'closed')
    )
);

-- name: history(kinds, key, department, most)
-- The newest changes of these kinds, or of one object of them and what stands under it, without what the installation began with.
-- Of a department: those of what it publishes, before and afterwards.
SELECT * FROM (
    SELECT catalogue_change.id, kind, key, version, value, source, undoes, at, staff.display_name AS by,
           lag(value) OVER each_one AS before, lead(version) OVER each_one IS NULL AS newest,
           EXISTS (SELECT FROM catalogue_change AS later WHERE later.undoes = catalogue_change.id) AS undone
    FROM catalogue_change LEFT JOIN staff ON staff.id = catalogue_change.staff_id
    WHERE kind = ANY(:kinds::text[]) AND (:key::text IS NULL OR key = :key::text OR starts_with(key, :key::text || '/'))
    WINDOW each_one AS (PARTITION BY kind, key ORDER BY version)
) AS changes WHERE source <> 'seed' AND (
    :department::text IS NULL
    OR (value IS NULL OR value ->> 'department' = :department::text)
    AND (before IS NULL OR before ->> 'department' = :department::text)
) ORDER BY id DESC LIMIT :most;

-- name: addresses_before()
-- not null: at
-- Where services were moved to, the places that they left again included.
SELECT DISTINCT key, value ->> 'at' AS at FROM catalogue_change WHERE (value ->> 'at') IS NOT NULL;

-- name: change(id)^
-- One change, with what was there before it.
SELECT kind, key, version, (
    SELECT value FROM catalogue_change AS before
    WHERE before.kind = catalogue_change.kind AND before.key = catalogue_change.key
    AND before.version = catalogue_change.version - 1
) AS before
FROM catalogue_change WHERE id = :id AND source <> 'seed';
