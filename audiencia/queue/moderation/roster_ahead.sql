-- Who is to attend in jornadas that have not begun.

-- name: planned()
SELECT id, day FROM session WHERE state = 'planned' AND NOT demo ORDER BY day, id;

-- name: directors(session_id)
-- Everybody who could attend, with what is said of them; those of nobody's roster yet as their account says.
SELECT staff.id, staff.display_name AS name, department.name_es, department.name_en, roster.reason,
    coalesce(roster.part, CASE WHEN staff.stands_in THEN 'substitute' ELSE 'director' END) AS part
FROM staff JOIN department ON department.id = staff.department_id
LEFT JOIN roster ON roster.staff_id = staff.id AND roster.session_id = :session_id
WHERE staff.role = 'director' AND staff.active AND department.active
ORDER BY department.ordinal, department.id, staff.display_name, staff.id;

-- name: may_attend(id)$
SELECT EXISTS (SELECT FROM staff WHERE id = :id AND role = 'director' AND active);

-- name: changes(session_id, most)
-- The newest first. What somebody did before is what the change before said, or stands in it.
SELECT event.id, event.at, event.kind, event.reason, event.detail, who.display_name AS by, member.display_name AS name,
    NOT EXISTS (SELECT FROM event AS later WHERE later.session_id = event.session_id AND later.id > event.id
        AND later.kind IN ('roster_director', 'roster_substitute', 'roster_away')
        AND later.detail -> 'staff_id' = event.detail -> 'staff_id') AS newest
FROM event JOIN staff AS member ON member.id = (event.detail ->> 'staff_id')::integer
LEFT JOIN staff AS who ON who.id = event.actor_id
WHERE event.session_id = :session_id AND event.kind IN ('roster_director', 'roster_substitute', 'roster_away')
ORDER BY event.id DESC LIMIT :most;
