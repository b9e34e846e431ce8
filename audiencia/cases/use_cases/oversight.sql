-- Cases of all departments, for those who oversee them. A complaint is in none of it, nor anything that a citizen wrote.

-- name: tallies(today_rank, soon_rank, since, today)
-- By department and topic: what is owed an answer; and of what fell due from `since` until yesterday, how much was answered in time. What was
-- withdrawn before its day fell due never (`drop_from_figures`). What fell due goes on counting when it is blocked: a share that changed
-- that day would tell of it.
SELECT department.slug, department.name_es, department.name_en, topic.name_es AS topic_es, topic.name_en AS topic_en,
    sum(owed)::bigint AS owed, sum(overdue)::bigint AS overdue, sum(soon)::bigint AS soon, sum(nobody)::bigint AS nobody,
    sum(reopened)::bigint AS reopened, sum(fell_due)::bigint AS fell_due, sum(in_time)::bigint AS in_time
FROM (
    SELECT department_id, topic_id, count(*) AS owed, count(*) FILTER (WHERE list_rank < :today_rank) AS overdue,
        count(*) FILTER (WHERE list_rank BETWEEN :today_rank AND :soon_rank) AS soon,
        count(*) FILTER (WHERE assigned_to IS NULL) AS nobody, count(*) FILTER (WHERE state = 'reopened') AS reopened,
        0 AS fell_due, 0 AS in_time
    FROM case_file WHERE stage = 'open' AND kind = 'petition' AND NOT blocked AND NOT demo GROUP BY department_id, topic_id
    UNION ALL
    SELECT department_id, topic_id, 0, 0, 0, 0, 0, count(*), count(*) FILTER (WHERE first_answered_on <= first_due_on)
    FROM case_file WHERE first_due_on >= :since AND first_due_on < :today AND kind = 'petition' AND NOT demo
    GROUP BY department_id, topic_id
) AS counted JOIN department ON department.id = counted.department_id LEFT JOIN topic ON topic.id = counted.topic_id
GROUP BY department.id, topic.id ORDER BY department.ordinal, department.id, topic.ordinal, topic.id;

-- name: listed(which, department, today_rank, soon_rank, at_most, skip)
-- nullable: department
-- A page of what is owed an answer, due first: overdue, due soon, with nobody, or reopened.
SELECT case_file.folio, case_file.state, case_file.due_on, case_file.stopped_on,
    department.name_es, department.name_en, topic.name_es AS topic_es, topic.name_en AS topic_en, staff.display_name AS officer
FROM case_file JOIN department ON department.id = case_file.department_id
LEFT JOIN topic ON topic.id = case_file.topic_id LEFT JOIN staff ON staff.id = case_file.assigned_to
WHERE stage = 'open' AND kind = 'petition' AND NOT blocked AND NOT demo
AND (:department::text IS NULL OR department.slug = :department)
AND CASE :which::text
    WHEN 'overdue' THEN list_rank < :today_rank
    WHEN 'soon' THEN list_rank BETWEEN :today_rank AND :soon_rank
    WHEN 'nobody' THEN assigned_to IS NULL
    ELSE state = 'reopened' END
ORDER BY list_rank, case_file.id LIMIT :at_most OFFSET :skip;
