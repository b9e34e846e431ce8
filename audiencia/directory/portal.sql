-- Departments, and the directory of services.

-- name: departments()
SELECT id, slug, name_es FROM department WHERE active ORDER BY ordinal, id;

-- name: write_services(services)!
-- `services`: JSON rows. One of a department that is not here is passed by, and a topic that is not here is none. What is the same
-- already is not written, so that its words are not looked through again.
INSERT INTO service AS held (key, department_id, slug, topic_id, name_es, name_en, summary_es, summary_en, words, content, ordinal, active)
SELECT s.key, d.id, s.slug, t.id, s.name_es, s.name_en, s.summary_es, s.summary_en, s.words, s.content, s.ordinal, s.active
FROM json_to_recordset(:services::json) AS s (
    key text, department text, slug text, topic text, name_es text, name_en text, summary_es text, summary_en text, words text[],
    content jsonb, ordinal double precision, active boolean
)
JOIN department d ON d.slug = s.department
LEFT JOIN topic t ON t.department_id = d.id AND t.slug = s.topic
ON CONFLICT (key) DO UPDATE SET department_id = excluded.department_id, slug = excluded.slug, topic_id = excluded.topic_id, name_es = excluded.name_es,
    name_en = excluded.name_en, summary_es = excluded.summary_es, summary_en = excluded.summary_en, words = excluded.words,
    content = excluded.content, ordinal = excluded.ordinal, active = excluded.active, changed_at = app_now()
WHERE (held.department_id, held.slug, held.topic_id, held.name_es, held.name_en, held.summary_es, held.summary_en, held.words, held.content, held.ordinal, held.active)
    IS DISTINCT FROM (excluded.department_id, excluded.slug, excluded.topic_id, excluded.name_es, excluded.name_en, excluded.summary_es, excluded.summary_en,
        excluded.words, excluded.content, excluded.ordinal, excluded.active);

-- name: services_of(department)
-- What a department does, in its own order.
SELECT d.slug AS department, s.slug, s.name_es, s.name_en, s.summary_es, s.summary_en
FROM service s JOIN department d ON d.id = s.department_id
WHERE d.slug = :department AND s.active AND d.active
ORDER BY s.ordinal, s.key;

-- name: service(department, slug)^
-- Everything about one service.
SELECT d.slug AS department, s.slug, t.slug AS topic, s.name_es, s.name_en, s.summary_es, s.summary_en, s.content
FROM service s
JOIN department d ON d.id = s.department_id
LEFT JOIN topic t ON t.id = s.topic_id AND t.active
WHERE d.slug = :department AND s.slug = :slug AND s.active AND d.active;

-- name: moved_service(address)^
-- Where the service stands now that was added at this address, or stood at it later; the last one that did.
SELECT d.slug AS department, s.slug
FROM catalogue_change c
JOIN service s ON s.key = c.key AND s.active
JOIN department d ON d.id = s.department_id AND d.active
WHERE c.kind = 'service' AND (c.key = :address OR c.value ->> 'at' = :address)
ORDER BY c.id DESC LIMIT 1;

-- name: services_per_department()
SELECT d.slug AS department, count(*) AS services
FROM service s JOIN department d ON d.id = s.department_id
WHERE s.active AND d.active
GROUP BY d.slug;

-- name: searchable_services()
-- All that people can find, with the words by which they do.
SELECT d.slug AS department, s.slug, t.slug AS topic, s.name_es, s.name_en, s.summary_es, s.summary_en, s.words
FROM service s
JOIN department d ON d.id = s.department_id
LEFT JOIN topic t ON t.id = s.topic_id AND t.active
WHERE s.active AND d.active
ORDER BY d.ordinal, s.ordinal, s.key;

-- name: announcements()
-- not null: text, text_en
-- What administration announces or will announce, not over: what the search knows the words of.
SELECT announcement.id, announcement.text, announcement.text_en, d.slug AS department, until
FROM announcement LEFT JOIN department d ON d.id = announcement.department_id
WHERE standing IS NOT NULL AND withdrawn_at IS NULL AND until > app_now()
ORDER BY announcement.id DESC;

-- name: announced_now(ids)
-- not null: text, text_en
-- Of these, what is shown now, as it stands now.
SELECT announcement.id, announcement.text, announcement.text_en, d.slug AS department, until
FROM announcement LEFT JOIN department d ON d.id = announcement.department_id
WHERE announcement.id = ANY(:ids::integer[]) AND standing IS NOT NULL AND withdrawn_at IS NULL
AND made_at <= app_now() AND until > app_now() AND (d.id IS NULL OR d.active);

-- name: documents(keys)
-- nullable: value, keys
-- not null: made_at
-- Each document, or those of these keys, as the catalogue has it now, those that were retired or taken back too.
SELECT DISTINCT ON (key) key, value, min(at) OVER (PARTITION BY key) AS made_at, at AS changed_at
FROM catalogue_change WHERE kind = 'document' AND (:keys::text[] IS NULL OR key = ANY(:keys)) ORDER BY key, version DESC;
