-- What joining looks up beside the queue's own rows.

-- name: lock_to_join(into_department, department, topic, device)^
-- one row
-- nullable: device, topic
-- not null: at, taken, is_here
-- Locks the jornada and a department's queue, and says what is to be known of who is in it: see the function.
SELECT CASE WHEN (found.live).id IS NOT NULL THEN found.live END AS live, found.topic,
       CASE WHEN (found.line).id IS NOT NULL THEN found.line END AS line, found.at, found.taken, found.newest, found.is_here
FROM lock_line(:into_department, :department, :topic, :device) AS found;

-- name: state_of_queue(department)$
-- The state of a department's queue in the jornada of `live_session`.
SELECT queue.state FROM queue JOIN department ON department.id = queue.department_id
WHERE department.slug = :department AND queue.session_id = (
    SELECT id FROM session WHERE state <> 'closed'
    ORDER BY array_position(ARRAY['open', 'lobby', 'closing', 'planned'], state), day LIMIT 1);

-- name: live_queue_of(department)$
-- The department's queue of the jornada that goes on, or of the next one planned.
SELECT queue.id FROM queue JOIN department ON department.id = queue.department_id
WHERE department.slug = :department AND queue.session_id = (
    SELECT id FROM session WHERE state <> 'closed'
    ORDER BY array_position(ARRAY['open', 'lobby', 'closing', 'planned'], state), day LIMIT 1);

-- name: device_in_queue(queue_id, device_index)$
-- nullable: device_index
-- Whether somebody from this device is in this queue already; asked under the queue's lock.
SELECT EXISTS (SELECT FROM ticket WHERE queue_id = :queue_id AND device_index = :device_index
AND state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending'));

-- name: numbers_of_contact(queue_id, contact_index)$
-- nullable: contact_index
-- The numbers of this queue that were taken with this contact, for the staff; null without one.
SELECT string_agg(number, ', ' ORDER BY number) FROM ticket WHERE queue_id = :queue_id AND contact_index = :contact_index
AND state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending');

-- name: directors_to_ask_for(queue_id)
-- Who can be asked for: directors of the queue's department, or whose room serves it, unless they attend nobody more. Before
-- the jornada opens, rooms are not open yet.
SELECT staff.id, staff.display_name AS name FROM staff
JOIN queue ON queue.id = :queue_id JOIN session ON session.id = queue.session_id
LEFT JOIN room ON room.session_id = queue.session_id AND room.director_id = staff.id
WHERE staff.role = 'director' AND staff.active
AND (room.serves @> ARRAY[queue.id] OR (room.id IS NULL AND staff.department_id = queue.department_id))
AND (session.state = 'lobby' OR (room.state <> 'closed' AND NOT room.draining))
ORDER BY staff.display_name, staff.id;

-- name: interpreters()
-- With which needs somebody helps, and whether anybody who does is here today.
SELECT helps_with, coalesce(bool_or(present), false) AS present FROM interpreter GROUP BY helps_with;

-- name: lock_attention(id)$
SELECT id FROM attention WHERE id = :id FOR NO KEY UPDATE;

-- name: carried_over_unused(id)^
-- A visit that closing time cut off, whose place was given back because its day was called off, or that was ended for conduct when
-- a review found that it should not have been (`reversed`), and whose priority nobody used yet.
SELECT attention.folio, attention.joined_at, attention.session_id, department.name_es, department.name_en,
       ticket.state IN ('served', 'outcome_pending') AS reversed
FROM attention JOIN ticket ON ticket.attention_id = attention.id
JOIN queue ON queue.id = ticket.queue_id JOIN department ON department.id = queue.department_id
WHERE attention.id = :id AND (ticket.state = 'carried_over'
    OR EXISTS (SELECT FROM booking WHERE booking.ticket_id = ticket.id AND called_off_at IS NOT NULL) OR (
    ticket.state IN ('served', 'outcome_pending')
    AND EXISTS (SELECT FROM conduct_ending WHERE conduct_ending.attention_id = attention.id AND review = 'reversed')))
AND NOT EXISTS (SELECT FROM attention AS later WHERE later.carried_from = attention.id);

-- name: times_carried(id)$
-- How many visits in a row closing time cut off, with this one.
WITH RECURSIVE visit AS (
    SELECT attention.id, attention.carried_from FROM attention WHERE attention.id = :id
    UNION ALL SELECT earlier.id, earlier.carried_from FROM attention AS earlier JOIN visit ON visit.carried_from = earlier.id)
SELECT count(*) FROM visit JOIN ticket ON ticket.attention_id = visit.id WHERE ticket.state = 'carried_over';

-- name: held_ticket(id)^
-- The number of an attention, for who holds its secret.
SELECT attention.folio, attention.secret_generation, ticket.number, ticket.state,
       department.name_es, department.name_en
FROM attention JOIN ticket ON ticket.attention_id = attention.id
JOIN queue ON queue.id = ticket.queue_id JOIN department ON department.id = queue.department_id
WHERE attention.id = :id;

-- name: number_of_cookie(id, generation)^
-- The number that a cookie of this generation opens.
SELECT ticket.number, ticket.state FROM attention JOIN ticket ON ticket.attention_id = attention.id
WHERE attention.id = :id AND attention.token_generation = :generation;

-- name: queues_now(department, practice)
-- nullable: department
-- not null: live, now, in_line, taken, helped, here
-- The jornada of `live_session`, without `practice` that of `public_session`, and each of its queues, or that of one department, with how
-- many are in the line, and how many count for its cap. Without such a queue the jornada alone; nothing without a jornada. `helped`: with
-- which needs somebody helps; `here`: those with which somebody does who is here today.
SELECT session AS live, line.queue, line.slug, app_now() AS now, coalesce(counted.in_line, 0) AS in_line, coalesce(counted.taken, 0) AS taken,
       ARRAY(SELECT helps_with FROM interpreter) AS helped, ARRAY(SELECT helps_with FROM interpreter WHERE present) AS here
FROM session LEFT JOIN (
    SELECT queue, queue.id, queue.session_id, department.slug FROM queue JOIN department ON department.id = queue.department_id
    WHERE department.slug = coalesce(:department, department.slug)
) AS line ON line.session_id = session.id LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE ticket.state IN ('waiting', 'ready_check')) AS in_line, count(*) AS taken FROM ticket
    WHERE ticket.queue_id = line.id AND ticket.state IN ('waiting', 'ready_check', 'postponed', 'called', 'absent')
) AS counted ON true
WHERE session.id = (
    SELECT one.id FROM session AS one WHERE one.state <> 'closed'
    AND (:practice::boolean OR NOT EXISTS (SELECT FROM practice WHERE practice.session_id = one.id AND practice.own))
    ORDER BY array_position(ARRAY['open', 'lobby', 'closing', 'planned'], one.state), one.day LIMIT 1);

-- name: write_visit(id, session_id, person_id, key_wrapped, key_epoch, topic_id, folio, joined_at, now, language, name_sealed, matter_sealed, contact_sealed, adjustments_sealed, guardian_sealed, carried_from, about_case, made_by, means, purposes, versions, hashes, device_hash, actor_kind, action, why)$
-- The visit with its person as `insert_person` makes them, the person's consents as `insert_consents` keeps them, the browser that is given the PIN
-- as `note_right` knows it, and the entry in the record as `insert_entry` makes it. Nothing under an epoch of keys that is over.
WITH born AS (
    INSERT INTO person (id, key_wrapped, key_epoch)
    SELECT :person_id::uuid, :key_wrapped::bytea, :key_epoch::integer
    WHERE :key_epoch::integer >= coalesce((SELECT epoch FROM installation), 0) RETURNING person.id
), agreed AS (
    INSERT INTO consent (person_id, purpose, notice_version, notice_hash, given_at, means, witness)
    SELECT born.id, purpose, version, hash, :now, :means, :made_by
    FROM born, unnest(:purposes::text[], :versions::text[], :hashes::text[]) AS given (purpose, version, hash)
), known AS (
    INSERT INTO attempt (kind, subject_hash, right_at, last_at)
    SELECT 'pin', :device_hash::bytea, app_now(), app_now() FROM born WHERE :device_hash::bytea IS NOT NULL
    ON CONFLICT (kind, subject_hash) DO UPDATE SET failures = 0, blocked_until = NULL, right_at = app_now(), last_at = app_now()
), noted AS (
    INSERT INTO audit (actor_kind, actor_id, action, object_kind, object_id, why)
    SELECT :actor_kind, :made_by, :action, 'attention', :id::uuid::text, :why FROM born
)
INSERT INTO attention (id, session_id, person_id, topic_id, folio, joined_at, language, name_sealed,
                       matter_sealed, contact_sealed, adjustments_sealed, guardian_sealed, carried_from, about_case, made_by)
SELECT :id, :session_id, born.id, :topic_id, :folio, :joined_at, :language, :name_sealed,
       :matter_sealed, :contact_sealed, :adjustments_sealed, :guardian_sealed, :carried_from, :about_case, :made_by
FROM born RETURNING true;

-- name: write_ticket(id, attention_id, session_id, queue_id, state, joined_at, preferential, passes_from, wanted_director, needs, contact_index, device_index, medium, now, leg_id, kind, actor_kind, actor_id, reason, detail, passes, actor, command_id)^
-- one row
-- not null: number, version
-- nullable: leg_id, reason
-- Gives its number, with its first leg where it waits from now on. Numbers are handed out once and never again, under the lock of the queue's
-- row. After the visit was written, which a trigger of the ticket reads. With what `finish` in commit.sql would write: the log, the form's
-- result, and the queue's version, in which tickets alone changed unless the ticket `passes` others.
WITH taken AS (
    UPDATE queue SET next_number = next_number + 1, version = version + 1, ticket_versions = ticket_versions + (NOT :passes::boolean)::integer
    FROM department WHERE queue.id = :queue_id AND department.id = queue.department_id
    RETURNING department.prefix, (queue.next_number - 1)::text AS ordinal, queue.version
), named AS (
    SELECT prefix || '-' || lpad(ordinal, greatest(3, length(ordinal)), '0') AS number, taken.version FROM taken
), begun AS (
    INSERT INTO leg (id, attention_id, queue_id, began_at)
    SELECT :leg_id::uuid, :attention_id, :queue_id, :now WHERE :leg_id::uuid IS NOT NULL
), told AS (
    INSERT INTO event (at, session_id, queue_id, ticket_id, kind, to_state, actor_kind, actor_id, reason, detail)
    VALUES (:now, :session_id, :queue_id, :id, :kind, :state, :actor_kind, :actor_id, :reason, :detail::text::jsonb)
), kept AS (
    UPDATE command_done SET result = jsonb_build_object('id', :attention_id::uuid, 'ticket_id', :id::uuid, 'number', named.number)
    FROM named WHERE command_done.actor = :actor AND command_done.command_id = :command_id
), written AS (
    INSERT INTO ticket (id, attention_id, session_id, queue_id, number, state, joined_at, state_since, preferential, passes_from,
                        wanted_director, needs, contact_index, device_index, medium)
    SELECT :id, :attention_id, :session_id, :queue_id, named.number, :state,
           :joined_at, :now, :preferential, :passes_from, :wanted_director, :needs, :contact_index, :device_index, :medium
    FROM named
)
SELECT number, version FROM named;
