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

-- name: search_services(asked, most)
-- The services that fit best what somebody typed, best first. Each word that was typed stands for the sounds that are it, begin
-- with it (the last one, which may not be finished), or, where there is none that is it, are written nearly alike: of about the
-- same length, and a short one with half of its threes of letters, or three letters of which the last is another, because
-- chance is alike in short words. A service
-- counts for each word by its best sound: how near it is, how much it says about the service, and how rare it is. What fits
-- far worse than the best is no answer. Which services come into question is decided by the rarer words, so that a word
-- that nearly all services have costs nothing.
WITH asked AS MATERIALIZED (
    SELECT word_sound(found.lexeme) AS sound, max(found.positions[1]) AS at,
        max(max(found.positions[1])) OVER () = max(found.positions[1]) AS is_last
    FROM unnest(to_tsvector('directory', :asked)) AS found
    WHERE word_sound(found.lexeme) <> ''
    GROUP BY 1
), beginning AS MATERIALIZED (
    SELECT a.at, v.sound, v.services, CASE WHEN v.sound = a.sound THEN 1.0 ELSE 0.8 END AS nearness
    FROM asked a
    CROSS JOIN LATERAL (
        SELECT known.sound, known.services FROM service_sound known
        WHERE known.sound >= a.sound
            AND known.sound <= CASE WHEN a.is_last AND length(a.sound) > 1 THEN a.sound || '~' ELSE a.sound END
            AND known.services > 0
        ORDER BY known.sound LIMIT 25
    ) v
), near AS MATERIALIZED (
    SELECT at, sound, services, nearness / ln(2 + services) AS worth FROM beginning
    UNION ALL
    SELECT a.at, v.sound, v.services, 0.9 * v.alike / ln(2 + v.services)
    FROM asked a
    CROSS JOIN LATERAL (
        SELECT known.sound, known.services, similarity(known.sound, a.sound) AS alike FROM service_sound known
        WHERE known.sound % a.sound AND similarity(known.sound, a.sound) >= CASE
                WHEN length(a.sound) > 4 THEN 0.35 WHEN length(a.sound) = 3 AND known.sound LIKE left(a.sound, 2) || '_' THEN 0.3 ELSE 0.5 END
            AND abs(length(known.sound) - length(a.sound)) <= greatest(1, length(a.sound) / 3)
            AND known.services > 0 ORDER BY alike DESC, known.sound LIMIT 6
    ) v
    WHERE length(a.sound) > 2 AND NOT EXISTS (SELECT FROM beginning b WHERE b.at = a.at AND b.nearness = 1.0)
), words AS MATERIALIZED (
    SELECT at, row_number() OVER rarest = 1 OR sum(sum(services)) OVER rarest <= 1500 AS decides
    FROM near GROUP BY at WINDOW rarest AS (ORDER BY sum(services), at)
), maybe AS MATERIALIZED (
    SELECT service_id, sum(worth) AS worth FROM (
        SELECT t.service_id, n.at, max(n.worth * t.weight) AS worth
        FROM near n JOIN words w ON w.at = n.at AND w.decides JOIN service_term t ON t.sound = n.sound
        GROUP BY 1, 2
    ) AS each
    GROUP BY service_id ORDER BY worth DESC, service_id LIMIT 60
), best AS MATERIALIZED (
    SELECT service_id, sum(worth) AS worth FROM (
        SELECT service_id, worth FROM maybe
        UNION ALL (
            SELECT m.service_id, max(n.worth * t.weight)
            FROM words w
            JOIN near n ON n.at = w.at
            CROSS JOIN maybe m
            JOIN service_term t ON t.sound = n.sound AND t.service_id = m.service_id
            WHERE NOT w.decides
            GROUP BY m.service_id, n.at
        )
    ) AS each
    GROUP BY service_id ORDER BY worth DESC, service_id LIMIT :most
)
SELECT d.slug AS department, s.slug, s.name_es, s.name_en, s.summary_es, s.summary_en
FROM best b
JOIN service s ON s.id = b.service_id
JOIN department d ON d.id = s.department_id
WHERE b.worth >= 0.35 * (SELECT max(worth) FROM best) AND d.active
ORDER BY b.worth DESC, length(s.name_es), s.id;
