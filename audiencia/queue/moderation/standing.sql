-- Announcements of administration, in the table that citizens' views read (audiencia/db/schema/queue/moderation.sql).

-- name: write_standing(key, text, text_en, department, made_by, begins, until, now, shown)$
-- One that says no beginning is shown from when it was written first, also when it is changed. The check of the table holds
-- where it is over before it would begin: it is shown to nobody then.
INSERT INTO announcement AS held (standing, text, text_en, department_id, made_by, made_at, until, begun, withdrawn_at)
SELECT :key, :text, :text_en, department.id, :made_by, begin_at, :until::timestamptz, begin_at <= :now::timestamptz, CASE WHEN :shown::boolean THEN NULL ELSE :now::timestamptz END
FROM (SELECT least(coalesce(:begins::timestamptz, :now::timestamptz), :until::timestamptz - interval '1 second') AS begin_at) AS period
LEFT JOIN department ON department.slug = :department::text
WHERE :department::text IS NULL OR department.id IS NOT NULL
ON CONFLICT (standing) DO UPDATE SET text = excluded.text, text_en = excluded.text_en, department_id = excluded.department_id,
    made_by = excluded.made_by, until = excluded.until, withdrawn_at = excluded.withdrawn_at,
    made_at = CASE WHEN :begins::timestamptz IS NULL THEN least(held.made_at, excluded.made_at) ELSE excluded.made_at END,
    begun = excluded.begun OR :begins::timestamptz IS NULL
RETURNING id;

-- name: withdraw_standing(key, now)!
-- It is in the catalogue no more.
UPDATE announcement SET withdrawn_at = :now, begun = true WHERE standing = :key;

-- name: anything_begins()$
SELECT EXISTS (SELECT FROM announcement WHERE NOT begun AND made_at <= app_now());

-- name: begin()
-- Those whose time has come, under the lock of the catalogue.
UPDATE announcement SET begun = true WHERE NOT begun AND made_at <= app_now() RETURNING id;

-- name: standing_feed(department)
-- not null: text, text_en, changed_at
-- nullable: department
-- What is shown now, to everybody and to whom reads of any department or of this one, what changed last first.
SELECT announcement.id, announcement.text, announcement.text_en, announcement.made_at, department.slug, department.name_es, department.name_en,
    greatest(announcement.made_at, (SELECT max(at) FROM catalogue_change WHERE kind = 'announcement' AND key = standing)) AS changed_at
FROM announcement LEFT JOIN department ON department.id = announcement.department_id
WHERE standing IS NOT NULL AND (:department::text IS NULL OR announcement.department_id IS NULL OR department.slug = :department)
AND withdrawn_at IS NULL AND made_at <= app_now() AND until > app_now() ORDER BY changed_at DESC, announcement.id DESC;

-- name: standing_changed()$
-- When what is shown changed last, of any department: something was written, began, ended or was withdrawn.
SELECT max(at) FROM announcement CROSS JOIN LATERAL (
    SELECT unnest(ARRAY[made_at, until, withdrawn_at]) AS at
    UNION ALL SELECT max(at) FROM catalogue_change WHERE kind = 'announcement' AND key = standing) AS changes
WHERE standing IS NOT NULL AND at <= app_now();

-- name: standing_now(department)
-- not null: text, text_en
-- nullable: department
-- What is shown to everybody, and to whom reads of this department, the newest first.
SELECT announcement.text, announcement.text_en FROM announcement LEFT JOIN department ON department.id = announcement.department_id
WHERE standing IS NOT NULL AND (announcement.department_id IS NULL OR department.slug = :department)
AND withdrawn_at IS NULL AND made_at <= app_now() AND until > app_now() ORDER BY announcement.id DESC;
