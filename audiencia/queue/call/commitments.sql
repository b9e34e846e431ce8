-- name: owner(department, staff_id)^
-- nullable: department, staff_id
-- Who is to own a commitment: a department by its slug, or somebody who works here.
SELECT (SELECT id FROM department WHERE slug = :department AND active) AS department_id,
       (SELECT id FROM staff WHERE id = :staff_id AND active) AS staff_id;

-- name: queues_of_owner(department_id, staff_id)
-- Queues in whose rooms the owner reads it, in jornadas that go on. Unlocked: tells which queues to lock.
SELECT queue.id FROM queue JOIN session ON session.id = queue.session_id
WHERE session.state NOT IN ('planned', 'closed') AND (
    queue.department_id = :department_id
    OR queue.department_id = (SELECT department_id FROM staff WHERE id = :staff_id)
    OR EXISTS (SELECT FROM room WHERE room.session_id = queue.session_id AND room.director_id = :staff_id AND room.serves @> ARRAY[queue.id]))
ORDER BY queue.id;

-- name: insert_commitment(id, attention_id, made_at, made_by, department_id, staff_id, due, text_sealed)!
INSERT INTO commitment (id, attention_id, made_at, made_by, department_id, staff_id, due, text_sealed)
VALUES (:id, :attention_id, :made_at, :made_by, :department_id, :staff_id, :due, :text_sealed);

-- name: count_commitments(attention_id)$
SELECT count(*) FROM commitment WHERE attention_id = :attention_id AND withdrawn_at IS NULL;

-- name: person(id)^
-- one row
SELECT id, department_id, role = 'mayor' AS is_mayor FROM staff WHERE id = :id;

-- name: commitment_where(id)^
-- Unlocked: tells which queues to lock first.
SELECT commitment.department_id, commitment.staff_id, ticket.queue_id, ticket.session_id, ticket.id AS ticket_id
FROM commitment JOIN ticket ON ticket.attention_id = commitment.attention_id WHERE commitment.id = :id;

-- name: commitment_for_update(id)^
SELECT made_by, department_id, staff_id, done_at IS NULL AND withdrawn_at IS NULL AS is_open FROM commitment
WHERE id = :id FOR NO KEY UPDATE;

-- name: complete_commitment(now, by, id)!
UPDATE commitment SET done_at = :now, done_by = :by WHERE id = :id;

-- name: withdraw_commitment(now, by, id)!
UPDATE commitment SET withdrawn_at = :now, withdrawn_by = :by WHERE id = :id;

-- name: of_attentions(ids)
-- not null: owner_es, owner_en
-- What these people were promised and was not taken back.
SELECT commitment.*, attention.folio, attention.person_id, person.key_wrapped, person.key_epoch,
       coalesce(department.name_es, staff.display_name) AS owner_es, coalesce(department.name_en, staff.display_name) AS owner_en
FROM commitment JOIN attention ON attention.id = commitment.attention_id JOIN person ON person.id = attention.person_id
LEFT JOIN department ON department.id = commitment.department_id LEFT JOIN staff ON staff.id = commitment.staff_id
WHERE commitment.attention_id = ANY(:ids::uuid[]) AND withdrawn_at IS NULL ORDER BY made_at, commitment.id;

-- name: owned_in(queue_id)
-- not null: owner_es, owner_en
-- What is still to be done by the department of this queue, or by those who attend in it; not for a case that was withdrawn.
SELECT commitment.*, attention.folio, attention.person_id, person.key_wrapped, person.key_epoch,
       coalesce(department.name_es, staff.display_name) AS owner_es, coalesce(department.name_en, staff.display_name) AS owner_en
FROM queue JOIN commitment ON commitment.department_id = queue.department_id
    OR commitment.staff_id IN (SELECT id FROM staff WHERE staff.department_id = queue.department_id)
    OR commitment.staff_id IN (SELECT director_id FROM room WHERE room.serves @> ARRAY[queue.id])
JOIN attention ON attention.id = commitment.attention_id JOIN person ON person.id = attention.person_id
LEFT JOIN department ON department.id = commitment.department_id LEFT JOIN staff ON staff.id = commitment.staff_id
WHERE queue.id = :queue_id AND done_at IS NULL AND withdrawn_at IS NULL AND NOT EXISTS (
    SELECT FROM case_file WHERE case_file.attention_id = commitment.attention_id AND conclusion IN ('withdrawn', 'guardian_withdrew')) ORDER BY due, commitment.made_at, commitment.id;

-- name: all_open()
-- not null: owner_es, owner_en
-- What is still to be done by anybody: what is overdue comes first. Not for a case that was withdrawn.
SELECT commitment.*, attention.folio, attention.person_id, person.key_wrapped, person.key_epoch,
       coalesce(department.name_es, staff.display_name) AS owner_es, coalesce(department.name_en, staff.display_name) AS owner_en
FROM commitment JOIN attention ON attention.id = commitment.attention_id JOIN person ON person.id = attention.person_id
LEFT JOIN department ON department.id = commitment.department_id LEFT JOIN staff ON staff.id = commitment.staff_id
WHERE done_at IS NULL AND withdrawn_at IS NULL AND NOT EXISTS (
    SELECT FROM case_file WHERE case_file.attention_id = commitment.attention_id AND conclusion IN ('withdrawn', 'guardian_withdrew'))
ORDER BY due, commitment.made_at, commitment.id LIMIT 500;

-- name: owners()
-- nullable: department, staff_id
-- Whom a commitment can be given to, besides departments: who attends.
SELECT staff.id, staff.display_name FROM staff WHERE staff.active AND staff.role IN ('director', 'mayor')
ORDER BY staff.display_name, staff.id;
