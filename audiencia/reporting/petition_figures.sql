-- Petitions as they are published: those of the weekday channel. A matter of an audience is in its figures; a complaint is told to
-- nobody.

-- name: petitions_for_all(since)
-- By month of reception, department and topic, from `since` on: how many were answered by the day that was told first, and the last
-- of these days. What was received before these days were kept, and whose term was moved since, is in none.
SELECT date_trunc('month', received_on)::date AS month, department.slug, department.name_es, department.name_en,
    topic.slug AS topic, topic.name_es AS topic_es, topic.name_en AS topic_en,
    count(*) AS received, count(*) FILTER (WHERE first_answered_on <= first_due_on) AS in_time, max(first_due_on) AS due_on
FROM case_file JOIN topic ON topic.id = case_file.topic_id JOIN department ON department.id = topic.department_id
WHERE source IN ('web', 'counter', 'telephone') AND kind = 'petition' AND NOT demo AND first_due_on IS NOT NULL
AND received_on >= :since
GROUP BY month, department.id, topic.id ORDER BY month, department.ordinal, department.id, topic.ordinal, topic.id;
