-- Jornada, queues, rooms and tickets. Locks are taken in one order: session (shared), queues by ascending id, rooms by
-- ascending id, interpreters, tickets. They are locked for no change of key: what only refers to such a row, as an estimate or an
-- entry of the log, is written beside whoever holds it. Locked FOR UPDATE, the reference would wait, in an order of its own.

-- name: live_session()^
-- The jornada that is going on, else one that is closing, else the next one planned.
SELECT * FROM session WHERE state <> 'closed'
ORDER BY array_position(ARRAY['open', 'lobby', 'closing', 'planned'], state), day LIMIT 1;

-- name: public_session()^
-- The same as strangers are told of: a practice of the staff is none of theirs.
SELECT * FROM session WHERE state <> 'closed'
AND NOT EXISTS (SELECT FROM practice WHERE practice.session_id = session.id AND practice.own)
ORDER BY array_position(ARRAY['open', 'lobby', 'closing', 'planned'], state), day LIMIT 1;

-- name: session_shared(id)^
-- one row
-- Held by each command, so that the jornada does not close under it.
SELECT * FROM session WHERE id = :id FOR SHARE;

-- name: session_exclusive(id)^
-- one row
SELECT * FROM session WHERE id = :id FOR NO KEY UPDATE;

-- name: unfinished_sessions()
SELECT * FROM session WHERE state <> 'closed' ORDER BY id;

-- name: insert_session(day, lobby_at, opens_at, closes_at, demo)$
INSERT INTO session (day, lobby_at, opens_at, closes_at, demo) VALUES (:day, :lobby_at, :opens_at, :closes_at, :demo)
ON CONFLICT DO NOTHING RETURNING id;

-- name: write_session_state(state, id)!
UPDATE session SET state = :state, version = version + 1 WHERE id = :id;

-- name: write_closing_time(closes_at, id)!
UPDATE session SET closes_at = :closes_at WHERE id = :id;

-- name: extend_session(closes_at, id)!
-- The demonstration goes on by itself for as long as somebody starts it.
UPDATE session SET closes_at = greatest(closes_at, :closes_at) WHERE id = :id AND demo;

-- name: anything_unfinished(session_id)$
-- Whether a call goes on or a result is still owed: such a jornada does not close.
SELECT EXISTS (SELECT FROM ticket WHERE session_id = :session_id
               AND state IN ('connecting', 'in_call', 'on_hold', 'reconnecting', 'wrap_up', 'outcome_pending'));

-- name: insert_queues(session_id)!
-- One queue for each active department.
INSERT INTO queue (session_id, department_id, state)
SELECT :session_id, id, 'open' FROM department WHERE active ORDER BY ordinal, id
ON CONFLICT DO NOTHING;

-- name: cap_queue(session_id, slug, cap)!
-- How many may wait in this department, where the configuration says another number than for all.
UPDATE queue SET cap = :cap FROM department
WHERE queue.session_id = :session_id AND department.id = queue.department_id AND department.slug = :slug;

-- name: queues_of_session(session_id)
SELECT queue.*, department.slug, department.prefix, department.name_es, department.name_en, department.ordinal
FROM queue JOIN department ON department.id = queue.department_id
WHERE session_id = :session_id ORDER BY department.ordinal, department.id;

-- name: queue_versions()
-- Of jornadas that are not over, or not for long. OFFSET keeps the planner from reading all queues that ever were.
SELECT line.id, line.version FROM (
    SELECT id FROM session WHERE state <> 'closed' UNION SELECT id FROM session WHERE closes_at > (SELECT app_now()) - interval '1 day'
) AS lately, LATERAL (SELECT id, version FROM queue WHERE queue.session_id = lately.id OFFSET 0) AS line;

-- name: queue_of_department(session_id, slug)^
SELECT queue.id, queue.state FROM queue JOIN department ON department.id = queue.department_id
WHERE queue.session_id = :session_id AND department.slug = :slug;

-- name: queues_for_update(ids)
SELECT * FROM queue WHERE id = ANY(:ids::integer[]) ORDER BY id FOR NO KEY UPDATE;

-- name: write_queue(state, state_version, calls, preferred_call, jumps, cap, paused_until, paused_reason, id)!
UPDATE queue SET state = :state, state_version = :state_version, calls = :calls, preferred_call = :preferred_call, jumps = :jumps,
                 cap = :cap, paused_until = :paused_until, paused_reason = :paused_reason
WHERE id = :id;

-- name: write_passes_from(queue_id, since, joined_at, id)!
-- Where this ticket's count of passes begins: where it began for who comes back into the same line (`since` is null then),
-- and not later than for those behind.
UPDATE ticket SET passes_from = least(coalesce(:since, passes_from),
    (SELECT min(behind.passes_from) FROM ticket AS behind
     WHERE behind.queue_id = :queue_id AND behind.state IN ('waiting', 'ready_check') AND behind.id <> :id
     AND behind.joined_at >= :joined_at))
WHERE id = :id;

-- name: level_passes(queue_id, id)!
-- Nor does it begin later for those before, so that of all in a line the one of most seniority was always passed most: the
-- bound is looked at there alone.
UPDATE ticket AS before SET passes_from = come.passes_from FROM ticket AS come
WHERE come.id = :id AND before.queue_id = :queue_id AND before.state IN ('waiting', 'ready_check')
AND (before.joined_at, before.id) < (come.joined_at, come.id) AND before.passes_from > come.passes_from;

-- name: withdrawn(ids)$
-- Whether one of these attentions is of a minor whose guardian took the authorisation back (law, art. 8).
SELECT EXISTS (SELECT FROM attention JOIN consent ON consent.person_id = attention.person_id
    WHERE attention.id = ANY(:ids::uuid[]) AND consent.purpose = 'guardian'
    GROUP BY attention.id HAVING bool_and(consent.revoked_at IS NOT NULL));

-- name: ticket_of_attention(id)^
SELECT ticket.id, ticket.queue_id, ticket.state, attention.token_generation
FROM attention JOIN ticket ON ticket.attention_id = attention.id WHERE attention.id = :id;

-- name: tickets_of_attentions(ids)
-- Of several at once.
SELECT attention.id AS attention_id, ticket.id, ticket.queue_id, ticket.state, ticket.connected, attention.token_generation
FROM attention JOIN ticket ON ticket.attention_id = attention.id WHERE attention.id = ANY(:ids::uuid[]);

-- name: attentions_held()
-- Of everybody who is called or in a call.
SELECT ticket.attention_id FROM reservation JOIN ticket ON ticket.id = reservation.ticket_id WHERE reservation.ended_at IS NULL;

-- name: write_devices(devices, id)$
-- Tells whether they are others than before.
UPDATE attention SET devices = :devices WHERE id = :id AND devices <> :devices RETURNING true;

-- name: write_camera_paused(paused, id)$
-- Tells whether that is new.
UPDATE attention SET camera_paused = :paused WHERE id = :id AND camera_paused <> :paused RETURNING true;

-- name: write_turned_off(devices, id)$
-- By the citizen. Tells whether that is new.
UPDATE attention SET turned_off = :devices::text[] WHERE id = :id AND turned_off <> :devices::text[] RETURNING true;

-- name: write_room_turned_off(devices, id)$
-- By the room's director. Tells whether that is new.
UPDATE room SET turned_off = :devices::text[] WHERE id = :id AND turned_off <> :devices::text[] RETURNING true;

-- name: shares_screen(id)$
SELECT shares_screen FROM room WHERE id = :id;

-- name: write_shares_screen(shares, id)!
UPDATE room SET shares_screen = :shares WHERE id = :id;

-- name: write_data_mode(mode, id)$
-- Gives the mode before.
UPDATE attention SET data_mode = :mode FROM (SELECT id, data_mode FROM attention WHERE id = :id FOR NO KEY UPDATE) AS before
WHERE attention.id = before.id RETURNING before.data_mode;

-- name: ticket_where(id)^
-- Where a ticket is now, unlocked: tells which queues to lock first, those of the room that holds it among them.
SELECT ticket.id, ticket.queue_id, ticket.session_id, ticket.attention_id, coalesce(room.serves, '{}') AS room_serves
FROM ticket LEFT JOIN reservation ON reservation.ticket_id = ticket.id AND reservation.ended_at IS NULL
LEFT JOIN room ON room.id = reservation.room_id WHERE ticket.id = :id;

-- name: ticket_now(id)^
SELECT ticket.*, passes_of(ticket) AS passes FROM ticket WHERE id = :id;

-- name: ticket_for_update(id)^
SELECT ticket.*, passes_of(ticket) AS passes FROM ticket WHERE id = :id FOR NO KEY UPDATE;

-- name: tickets_left(queue_id, after, most)
-- The next of those who are in a queue at the end and in no call, by id, under the queue's lock.
SELECT ticket.*, passes_of(ticket) AS passes FROM ticket WHERE id = ANY(ARRAY(
    SELECT one.id FROM ticket AS one WHERE one.queue_id = :queue_id AND one.id > :after
    AND one.state IN ('booked', 'waiting', 'ready_check', 'postponed', 'called', 'absent')
    AND NOT EXISTS (SELECT FROM unreadable WHERE place = 'ticket.state' AND object_id = one.id)
    ORDER BY one.id LIMIT :most::integer)) ORDER BY id FOR NO KEY UPDATE;

-- name: tickets_in_queue(queue_id)
-- Under the queue's lock nobody else changes these; only the one chosen is locked itself.
SELECT ticket.*, passes_of(ticket) AS passes FROM ticket WHERE queue_id = :queue_id AND state IN ('waiting', 'ready_check');

-- name: note_passed(ids, at, session_id, queue_id, reason)!
-- An entry in the history of each of these, who may be a whole line, and of whose tickets nothing else changed.
WITH told AS (
    INSERT INTO event (at, session_id, queue_id, ticket_id, kind, actor_kind, reason)
    SELECT :at, :session_id, :queue_id, id, 'passed', 'system', :reason FROM unnest(:ids::uuid[]) AS passed (id)
)
INSERT INTO queue_change (queue_id, ticket_id, history_alone) SELECT :queue_id, id, true FROM unnest(:ids::uuid[]) AS passed (id);

-- name: any_preferred(queue_id)$
-- Whether the rule of preference is for anybody in the line; else it is by seniority alone.
SELECT EXISTS (SELECT FROM ticket WHERE queue_id = :queue_id AND state IN ('waiting', 'ready_check') AND preferential AND NOT to_front);

-- name: note_passed_behind(ids, at, session_id, queue_id, reason)!
-- As `note_passed`, of everybody behind the first of these, who have come into a line that is by seniority alone: a long one is not read.
WITH come AS (
    SELECT NOT to_front AS later, joined_at, id FROM ticket
    WHERE id = ANY(:ids::uuid[]) AND queue_id = :queue_id AND state IN ('waiting', 'ready_check') ORDER BY later, joined_at, id LIMIT 1
), passed AS (
    SELECT ticket.id FROM come, ticket WHERE ticket.queue_id = :queue_id AND ticket.state IN ('waiting', 'ready_check')
    AND (NOT ticket.to_front, ticket.joined_at, ticket.id) > (come.later, come.joined_at, come.id) AND ticket.id <> ALL(:ids::uuid[])
), told AS (
    INSERT INTO event (at, session_id, queue_id, ticket_id, kind, actor_kind, reason)
    SELECT :at, :session_id, :queue_id, id, 'passed', 'system', :reason FROM passed
)
INSERT INTO queue_change (queue_id, ticket_id, history_alone) SELECT :queue_id, id, true FROM passed;

-- name: front_of_queues(queue_ids, first)
-- Enough of each line to know whom it calls next: its first by seniority, and its first preferential ones (who may be both,
-- and then come twice). `passes` as in passes_of(), which would be called for each row.
SELECT front.*, (SELECT count(*) FROM jump WHERE jump.queue_id = front.queue_id AND jump.ordinal - front.passes_from > 0
                 AND (jump.joined_at, jump.ticket_id) > (front.joined_at, front.id)) AS passes
FROM unnest(:queue_ids::integer[]) AS line (id), LATERAL (
    (SELECT * FROM ticket WHERE ticket.queue_id = line.id AND state IN ('waiting', 'ready_check')
     ORDER BY NOT to_front, joined_at, ticket.id LIMIT :first)
    UNION ALL
    (SELECT * FROM ticket WHERE ticket.queue_id = line.id AND state IN ('waiting', 'ready_check') AND preferential
     ORDER BY joined_at, ticket.id LIMIT :first)) AS front;

-- name: write_ticket(state, version, queue_id, to_front, calls, moves, state_since, ready, ready_until, asked_at_call, skips, not_before, after_calls, wanted_director, medium, ended, now, id)!
UPDATE ticket SET state = :state, version = :version, queue_id = :queue_id, to_front = :to_front, calls = :calls,
                  moves = :moves, state_since = :state_since, ready = :ready, ready_until = :ready_until,
                  asked_at_call = :asked_at_call, skips = :skips, not_before = :not_before, after_calls = :after_calls,
                  wanted_director = :wanted_director, medium = :medium,
                  first_called_at = CASE WHEN :state = 'called' THEN coalesce(first_called_at, :now) ELSE first_called_at END,
                  contact_index = CASE WHEN :ended THEN NULL ELSE contact_index END,
                  device_index = CASE WHEN :ended THEN NULL ELSE device_index END,
                  needs = CASE WHEN :ended THEN NULL ELSE needs END
WHERE id = :id;

-- name: forget_no_shows(session_id)!
-- A no-show can be undone while the jornada lasts; then it has ended as well, and by what its person is known again goes.
UPDATE ticket SET contact_index = NULL, device_index = NULL, needs = NULL WHERE session_id = :session_id AND state = 'no_show';

-- name: session_of_queue(id)$
-- one row
SELECT session_id FROM queue WHERE id = :id;

-- name: queues_to_ask()
-- Lines that move and near whose front somebody was not asked since the last call. `idle`: how many rooms could call now.
SELECT queue.*, app_now() AS now,
       (SELECT count(*) FROM room WHERE room.serves @> ARRAY[queue.id] AND room.connected AND room.state = 'available') AS idle
FROM queue JOIN session ON session.id = queue.session_id
WHERE session.state IN ('open', 'closing') AND queue.state IN ('open', 'draining')
AND EXISTS (SELECT FROM room WHERE room.serves @> ARRAY[queue.id] AND room.connected
            AND room.state IN ('available', 'reserved', 'in_call', 'on_hold', 'wrap_up', 'assisting'))
AND EXISTS (SELECT FROM (SELECT state, ready, medium, asked_at_call FROM ticket WHERE ticket.queue_id = queue.id
                         AND ticket.state IN ('waiting', 'ready_check') ORDER BY NOT to_front, joined_at, id LIMIT 6) AS front
            WHERE front.state = 'waiting' AND NOT front.ready AND front.medium <> 'phone' AND front.asked_at_call IS DISTINCT FROM queue.calls);

-- name: count_postponements(ticket_id)$
-- Whoever came early to an appointment let nobody pass.
SELECT count(*) FROM event WHERE ticket_id = :ticket_id AND kind = 'postponed' AND reason IS DISTINCT FROM 'booked';

-- name: silent_tickets()
-- Who was asked whether they are ready and has not said so in time.
SELECT id FROM ticket WHERE state = 'ready_check' AND ready_until <= app_now() ORDER BY ready_until LIMIT 200;

-- name: postponed_tickets()
-- Who may be in the line again; whether they are is decided under the queue's lock.
SELECT ticket.id FROM ticket JOIN queue ON queue.id = ticket.queue_id
WHERE ticket.state = 'postponed' AND (
    ticket.not_before <= app_now() OR ticket.after_calls <= queue.calls OR (ticket.after_calls IS NOT NULL AND NOT EXISTS (
        SELECT FROM ticket AS other WHERE other.queue_id = queue.id AND other.state IN ('waiting', 'ready_check')))) LIMIT 200;

-- name: room_where(id)^
-- one row
SELECT id, queue_id, session_id, serves FROM room WHERE id = :id;

-- name: holds_seat(staff_id, room_id)$
-- Whether this assistant sits at the room, under the room's lock.
SELECT EXISTS (SELECT FROM seat WHERE staff_id = :staff_id AND room_id = :room_id AND left_at IS NULL);

-- name: room_for_update(id)^
SELECT * FROM room WHERE id = :id FOR NO KEY UPDATE;

-- name: rooms_for_update(session_id)
-- All of a jornada, in the order in which rooms are locked.
SELECT * FROM room WHERE session_id = :session_id ORDER BY id FOR NO KEY UPDATE;

-- name: room_of_director(session_id, director_id)^
-- one row
SELECT * FROM room WHERE session_id = :session_id AND director_id = :director_id;

-- name: owed_room(director_id)^
-- A room of this director, in whichever jornada, that still holds somebody. What was left for later is completed from any.
SELECT room.id FROM room JOIN session ON session.id = room.session_id
WHERE room.director_id = :director_id AND session.state <> 'closed' AND room.state IN ('in_call', 'on_hold', 'wrap_up')
ORDER BY room.id LIMIT 1;

-- name: rooms_left_behind(ids, session_id)
-- Of these rooms those that hold nobody and whose lines are closed, where this jornada has a line for their directors.
SELECT room.id FROM room JOIN staff ON staff.id = room.director_id
WHERE room.id = ANY(:ids::integer[]) AND room.session_id <> :session_id
AND room.state IN ('closed', 'available', 'paused')
AND NOT EXISTS (SELECT FROM queue WHERE queue.id = ANY(room.serves) AND queue.state <> 'closed')
AND EXISTS (SELECT FROM queue WHERE queue.session_id = :session_id AND queue.department_id = staff.department_id);

-- name: ensure_room(session_id, director_id, queue_id)!
-- Who is in the room is as this director declared it last, until they say otherwise.
INSERT INTO room (session_id, director_id, queue_id, serves, company)
VALUES (:session_id, :director_id, :queue_id, ARRAY[:queue_id]::integer[],
        (SELECT company FROM room WHERE director_id = :director_id ORDER BY id DESC LIMIT 1)) ON CONFLICT DO NOTHING;

-- name: write_company(company, id)!
UPDATE room SET company = :company::jsonb WHERE id = :id;

-- name: company_of(id)$
SELECT company::text FROM room WHERE id = :id;

-- name: write_room(state, version, media_epoch, paused_until, paused_reason, draining, queue_id, serves, media_worker, id)!
UPDATE room SET state = :state, version = :version, media_epoch = :media_epoch, paused_until = :paused_until,
                paused_reason = :paused_reason, draining = :draining, queue_id = :queue_id, serves = :serves,
                media_worker = :media_worker
WHERE id = :id;

-- name: extend_reservation(answer_until, id)!
UPDATE reservation SET answer_until = :answer_until, extended = true WHERE id = :id;

-- name: insert_interpreters(interpreters)!
INSERT INTO interpreter (code, helps_with, name_es, name_en)
SELECT * FROM json_to_recordset(:interpreters::json) AS given (code text, helps_with text, name_es text, name_en text)
ON CONFLICT DO NOTHING;

-- name: free_interpreter(now, id)!
-- The interpreter goes to the next call; the room still writes its result.
UPDATE reservation SET interpreter_until = :now WHERE id = :id AND interpreter_id IS NOT NULL AND interpreter_until IS NULL;

-- name: lock_interpreters()
-- Who is in a call is read only after this: a statement that waits for a lock goes on with what it saw before.
SELECT id FROM interpreter WHERE present ORDER BY id FOR NO KEY UPDATE;

-- name: free_interpreters()
-- Interpreters who are there and in no call, under their locks: never in two calls at once. The last one is booked first.
SELECT id, helps_with FROM interpreter WHERE present AND NOT EXISTS (
    SELECT FROM reservation WHERE reservation.interpreter_id = interpreter.id
    AND reservation.ended_at IS NULL AND reservation.interpreter_until IS NULL)
ORDER BY id DESC;

-- name: live_reservation_of_room(room_id)^
SELECT * FROM reservation WHERE room_id = :room_id AND ended_at IS NULL FOR NO KEY UPDATE;

-- name: live_reservation_of_ticket(ticket_id)^
SELECT * FROM reservation WHERE ticket_id = :ticket_id AND ended_at IS NULL;

-- name: answer_reservation(now, id)!
UPDATE reservation SET answered_at = :now WHERE id = :id;

-- name: end_reservation(now, ending, id)!
UPDATE reservation SET ended_at = :now, ending = :ending WHERE id = :id;

-- name: due_reservations()
SELECT id, room_id, ticket_id FROM reservation
WHERE ended_at IS NULL AND answered_at IS NULL AND answer_until <= app_now() ORDER BY answer_until LIMIT 50;

-- name: open_leg(id, attention_id, queue_id, now)!
INSERT INTO leg (id, attention_id, queue_id, began_at) VALUES (:id, :attention_id, :queue_id, :now);

-- name: leg_in_room(room_id, now, attention_id)!
UPDATE leg SET room_id = :room_id, call_began_at = :now WHERE attention_id = :attention_id AND ended_at IS NULL;

-- name: leg_call_over(now, attention_id)!
UPDATE leg SET call_ended_at = :now WHERE attention_id = :attention_id AND ended_at IS NULL;

-- name: end_leg(now, ending, attention_id)!
UPDATE leg SET ended_at = :now, ending = :ending, call_ended_at = CASE WHEN call_began_at IS NULL THEN NULL
               ELSE coalesce(call_ended_at, :now) END
WHERE attention_id = :attention_id AND ended_at IS NULL;

-- name: insert_step(id, attention_id, given_at, given_by, due, content_sealed)!
INSERT INTO next_step (id, attention_id, given_at, given_by, due, content_sealed)
VALUES (:id, :attention_id, :given_at, :given_by, :due, :content_sealed);

-- name: remove_step(now, id, attention_id)$
UPDATE next_step SET removed_at = :now WHERE id = :id AND attention_id = :attention_id AND removed_at IS NULL RETURNING id;

-- name: count_steps(attention_id)$
SELECT count(*) FROM next_step WHERE attention_id = :attention_id AND removed_at IS NULL;

-- name: any_dated_step(attention_id)$
SELECT EXISTS (SELECT FROM next_step WHERE attention_id = :attention_id AND removed_at IS NULL AND due IS NOT NULL);

-- name: language_of(id)$
SELECT language FROM attention WHERE id = :id;

-- name: write_outcome(outcome, disposition, note_citizen_sealed, note_internal_sealed, now, by, id)!
UPDATE attention SET outcome = :outcome, disposition = :disposition, note_citizen_sealed = :note_citizen_sealed,
                     note_internal_sealed = :note_internal_sealed, outcome_at = :now, outcome_by = :by
WHERE id = :id AND outcome IS NULL;

-- name: outcome_by(id)$
-- Who recorded the result, as people call them.
SELECT staff.display_name FROM attention JOIN staff ON staff.id = attention.outcome_by WHERE attention.id = :id;

-- name: show_emergency(now, id)!
UPDATE reservation SET emergency_at = :now WHERE id = :id;

-- name: write_picture(picture, id)!
UPDATE reservation SET picture = :picture WHERE id = :id;

-- name: lock_rooms(actors, command_ids, room_ids, others)^
-- one row
-- Notes directors' commands and takes their locks: see the function.
SELECT * FROM hold_rooms(:actors, :command_ids, :room_ids, :others);

-- name: forget_commands()!
DELETE FROM command_done WHERE at < app_now() - interval '1 day';

-- name: forget_changes()!
-- What no node goes on from any more: one whose last reading is older reads the queue whole (queue/snapshot/queue_model.py).
DELETE FROM queue_change WHERE made_at < clock_timestamp() - interval '15 minutes';

-- name: person_key_of_attention(id)^
-- one row
SELECT attention.id AS attention_id, person.id AS person_id, person.key_wrapped, person.key_epoch
FROM attention JOIN person ON person.id = attention.person_id WHERE attention.id = :id;

-- name: hold_consent(attention_id, purpose)$
-- A consent that counts, which is not taken back before the end of the transaction.
SELECT consent.id FROM consent JOIN attention ON attention.person_id = consent.person_id
WHERE attention.id = :attention_id AND purpose = :purpose AND revoked_at IS NULL FOR SHARE OF consent;

-- name: topic_of(department, topic)^
-- one row
SELECT topic.id, topic.active, department.slug AS department_slug, department.prefix
FROM topic JOIN department ON department.id = topic.department_id
WHERE department.slug = :department AND topic.slug = :topic AND topic.active AND department.active;

-- name: turn_summary(id)^
-- not null: topic_es, topic_en
SELECT attention.folio, attention.secret_generation, ticket.number, ticket.state, attention.joined_at,
       department.name_es, department.name_en, topic_there.name_es AS topic_es, topic_there.name_en AS topic_en,
       EXISTS (SELECT FROM booking WHERE booking.ticket_id = ticket.id) AS booked
FROM attention JOIN ticket ON ticket.attention_id = attention.id JOIN queue ON queue.id = ticket.queue_id
JOIN department ON department.id = queue.department_id
JOIN topic_there ON topic_there.topic_id = attention.topic_id AND topic_there.department_id = queue.department_id
WHERE attention.id = :id;
