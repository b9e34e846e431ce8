-- What the live views are made of. Read together in one repeatable-read transaction, so that a view never mixes two moments.

-- name: queue_facts(queue_id, seen)^
-- nullable: seen, changed, told
-- `visible`: the snapshot of this reading (`pg_snapshot`), which the next one gives back as `seen`. `changed`: tickets that were written by
-- transactions which `seen` does not include, `null` among them: any of the queue; `told`: those of which the history alone grew.
SELECT queue.*, department.slug, department.prefix,
       department.name_es, department.name_en, department.media_home, app_now() AS now,
       pg_current_snapshot()::text AS visible, since.changed, since.told
FROM queue JOIN department ON department.id = queue.department_id LEFT JOIN LATERAL (
    SELECT coalesce(array_agg(ticket_id) FILTER (WHERE NOT history_alone), '{}') AS changed,
           coalesce(array_agg(ticket_id) FILTER (WHERE history_alone), '{}') AS told
    FROM (
        SELECT ticket_id, bool_and(history_alone) AS history_alone FROM queue_change
        WHERE made_by >= pg_snapshot_xmin(:seen::text::pg_snapshot) AND queue_change.queue_id = queue.id
        AND NOT pg_visible_in_snapshot(made_by, :seen::text::pg_snapshot) GROUP BY ticket_id
    ) AS change
) AS since ON :seen::text IS NOT NULL WHERE queue.id = :queue_id;

-- name: queue_surroundings(queue_id)^
-- one row
SELECT EXISTS (SELECT FROM assist WHERE ended_at IS NULL) AS any_assist, EXISTS (SELECT FROM relative WHERE ended_at IS NULL) AS any_relative,
       EXISTS (SELECT FROM offer WHERE offer.queue_id = :queue_id AND withdrawn_at IS NULL) AS any_offer,
       EXISTS (SELECT FROM commitment WHERE done_at IS NULL AND withdrawn_at IS NULL) AS any_commitment,
       (SELECT at FROM event WHERE session_id = (SELECT session_id FROM queue WHERE queue.id = :queue_id)
        AND kind IN ('clock_stepped', 'clock_confirmed') ORDER BY id DESC LIMIT 1) AS clock_noted_at,
       (SELECT min(lapses_from) FROM node WHERE lease_until > app_now()) AS lapses_from,
       (SELECT count(*) FROM ticket WHERE ticket.queue_id = :queue_id AND ticket.state = 'served') AS attended;

-- name: session_by_id(id)^
-- one row
SELECT * FROM session WHERE id = :id;

-- name: ticket_facts(queue_id, ids)
-- not null: topic_es, topic_en, of_complaint
-- nullable: queue_id
-- `of_complaint`: known once there is a result.
-- Everybody active in the queue, if one is given, and these tickets wherever they are now.
SELECT ticket.*, passes_of(ticket) AS passes, attention.person_id, attention.folio, attention.secret_generation, attention.token_generation, attention.language,
       attention.devices, attention.data_mode, attention.camera_paused, attention.turned_off, attention.encrypts, attention.name_sealed, attention.matter_sealed, attention.contact_sealed,
       attention.adjustments_sealed, attention.guardian_sealed, attention.phone_sealed, attention.outcome, attention.disposition, attention.note_citizen_sealed,
       attention.outcome_at, attention.citizen_says_resolved, attention.reopened, attention.not_resolved_why, attention.rating,
       person.key_wrapped, person.key_epoch,
       (SELECT folio FROM case_file WHERE id = attention.about_case AND kind <> 'complaint') AS about_folio,
       attention.outcome IS NOT NULL AND is_of_complaint(attention) AS of_complaint,
       topic_there.name_es AS topic_es, topic_there.name_en AS topic_en, booking.starts_at AS booked_from, booking.ends_at AS booked_until,
       booking.checked_in_at, booking.called_off_at, booking.held_at, session.called_off_why, session.called_off_es, session.called_off_en
FROM ticket JOIN session ON session.id = ticket.session_id JOIN attention ON attention.id = ticket.attention_id JOIN person ON person.id = attention.person_id
JOIN queue ON queue.id = ticket.queue_id
JOIN topic_there ON topic_there.topic_id = attention.topic_id AND topic_there.department_id = queue.department_id
LEFT JOIN booking ON booking.ticket_id = ticket.id
WHERE (ticket.queue_id = :queue_id
       AND ticket.state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over'))
   OR ticket.id = ANY(:ids::uuid[]);

-- name: owed_tickets(queue_id)
-- Results of this queue's department that were left for later, of this jornada or an earlier one, oldest first.
SELECT ticket.id FROM queue AS own JOIN queue AS other ON other.department_id = own.department_id
JOIN session ON session.id = other.session_id AND session.state <> 'closed'
JOIN ticket ON ticket.queue_id = other.id AND ticket.state = 'outcome_pending'
WHERE own.id = :queue_id ORDER BY ticket.state_since, ticket.id;

-- name: room_facts(queue_id)
SELECT room.*, staff.display_name, reservation.ticket_id, reservation.answer_until, reservation.answered_at,
       reservation.call_id, reservation.made_at, coalesce(reservation.extended, false) AS extended, reservation.emergency_at, reservation.picture,
       CASE WHEN help.answered_at IS NULL THEN help.reason ELSE 'coming' END AS help,
       (SELECT json_agg(json_build_array(seated.id, seated.display_name, seat.connected, seat.announced) ORDER BY seat.taken_at, seated.id)::text
        FROM seat JOIN staff AS seated ON seated.id = seat.staff_id
        WHERE seat.room_id = room.id AND seat.left_at IS NULL) AS seats,
       interpreter.name_es AS interpreter_es, interpreter.name_en AS interpreter_en, interpreter.helps_with, own.slug AS own_slug,
       own.media_home
FROM room JOIN staff ON staff.id = room.director_id JOIN department AS own ON own.id = staff.department_id
LEFT JOIN reservation ON reservation.room_id = room.id AND reservation.ended_at IS NULL
LEFT JOIN interpreter ON interpreter.id = reservation.interpreter_id AND reservation.interpreter_until IS NULL
LEFT JOIN help ON help.room_id = room.id AND help.ended_at IS NULL
WHERE room.queue_id = :queue_id OR room.serves @> ARRAY[:queue_id]::integer[] ORDER BY staff.display_name, room.id;

-- name: own_parts(attentions, tickets)^
-- one row
-- Of which of these visits, or tickets, there is anything, so that the rest need not be asked for: of most who wait there is nothing.
SELECT ARRAY(SELECT attention_id FROM next_step WHERE attention_id = ANY(:attentions::uuid[]) AND removed_at IS NULL) AS steps,
       ARRAY(SELECT attention_id FROM further_matter WHERE attention_id = ANY(:attentions::uuid[]) AND withdrawn_at IS NULL) AS matters,
       ARRAY(SELECT attention_id FROM leg WHERE attention_id = ANY(:attentions::uuid[]) AND note_sealed IS NOT NULL) AS notes,
       ARRAY(SELECT attention_id FROM commitment WHERE attention_id = ANY(:attentions::uuid[])) AS commitments,
       ARRAY(SELECT attention_id FROM working_note WHERE attention_id = ANY(:attentions::uuid[])) AS working,
       ARRAY(SELECT ticket_id FROM help WHERE ticket_id = ANY(:tickets::uuid[]) AND ended_at IS NULL
             UNION ALL SELECT attention_id FROM conduct_ending WHERE attention_id = ANY(:attentions::uuid[])
             UNION ALL SELECT attention_id FROM conduct_report WHERE attention_id = ANY(:attentions::uuid[])
             UNION ALL SELECT attention_id FROM leg WHERE attention_id = ANY(:attentions::uuid[]) AND call_began_at IS NOT NULL
             UNION ALL SELECT carried_from FROM attention WHERE carried_from = ANY(:attentions::uuid[])) AS safety,
       ARRAY(SELECT ticket_id FROM chat_message WHERE ticket_id = ANY(:tickets::uuid[])) AS chat,
       ARRAY(SELECT ticket_id FROM announcement WHERE ticket_id = ANY(:tickets::uuid[])) AS announcements;

-- name: step_facts(ids)
SELECT next_step.id, next_step.attention_id, next_step.due, next_step.content_sealed
FROM next_step WHERE attention_id = ANY(:ids::uuid[]) AND removed_at IS NULL ORDER BY given_at, id;

-- name: history_facts(ids, after, most)
-- not null: ticket_id
-- What a citizen may read about the own place: coded kinds and reasons, nobody else. The newest of each, behind the entry `after`.
SELECT ticket_id, happened.id, at, kind, reason, detail::text AS detail FROM unnest(:ids::uuid[], :after::bigint[]) AS wanted (id, after), LATERAL (
    SELECT * FROM event WHERE event.ticket_id = wanted.id AND kind IN ('joined', 'booked', 'checked_in', 'lapsed', 'moved', 'move_undone', 'put_first', 'put_first_undone', 'transferred', 'handed_over', 'continued', 'missed', 'no_show', 'no_show_undone',
             'came_back', 'postponed', 'resumed', 'call_withdrawn', 'cut_off', 'returned_to_front', 'carried_over',
             'passed', 'passed_over', 'stayed_silent', 'cancelled', 'wish_lapsed', 'outcome_deferred', 'matter_lapsed',
             'phone_chosen', 'video_chosen', 'continued_by_phone', 'back_to_video', 'offered', 'offer_chosen', 'offer_withdrawn',
             'ended_for_conduct', 'conduct_reviewed', 'held_after_all')
    AND event.id > wanted.after ORDER BY event.id DESC LIMIT :most
) AS happened ORDER BY happened.id;

-- name: director_counts(session_id, ids)
-- not null: outcome_by, outcome
SELECT outcome_by, outcome, count(*) AS attentions FROM attention
WHERE session_id = :session_id AND outcome IS NOT NULL AND outcome_by = ANY(:ids::integer[]) GROUP BY outcome_by, outcome;

-- name: assist_facts(rooms)
-- All guests of these rooms' calls, and of the calls that they were asked into, in the order in which they came in.
SELECT assist.id, assist.kind, assist.host_agrees, assist.citizen_agrees, assist.host_room_id, assist.guest_room_id,
       assist.ticket_id, assist.expires_at, assist.joined_at, host.media_epoch AS epoch, host.media_worker AS worker,
       host_staff.display_name AS host_director, guest_staff.display_name AS guest_director,
       host_department.name_es AS host_es, host_department.name_en AS host_en,
       guest_department.name_es AS guest_es, guest_department.name_en AS guest_en, guest.company::text AS guest_company,
       host.turned_off AS host_turned_off, guest.turned_off AS guest_turned_off,
       host.shares_screen AS host_shares, guest.shares_screen AS guest_shares,
       host.encrypts AS host_encrypts, guest.encrypts AS guest_encrypts,
       (SELECT call_id FROM reservation WHERE reservation.room_id = host.id AND reservation.ended_at IS NULL) AS call_id,
       (SELECT count(*) FROM seat WHERE seat.room_id = guest.id AND seat.left_at IS NULL AND seat.announced) AS guest_assistants
FROM assist
JOIN room AS host ON host.id = assist.host_room_id JOIN staff AS host_staff ON host_staff.id = host.director_id
JOIN queue AS host_queue ON host_queue.id = host.queue_id
JOIN department AS host_department ON host_department.id = host_queue.department_id
JOIN room AS guest ON guest.id = assist.guest_room_id JOIN staff AS guest_staff ON guest_staff.id = guest.director_id
JOIN queue AS guest_queue ON guest_queue.id = assist.queue_id
JOIN department AS guest_department ON guest_department.id = guest_queue.department_id
WHERE assist.ended_at IS NULL AND host_room_id IN (
    SELECT unnest(:rooms::integer[])
    UNION SELECT host_room_id FROM assist WHERE ended_at IS NULL AND guest_room_id = ANY(:rooms::integer[]))
ORDER BY assist.joined_at NULLS LAST, assist.id;

-- name: relative_facts(rooms)
-- not null: name_sealed
-- Whom the citizens of these rooms' calls asked into them and who took up their link.
SELECT relative.id, relative.sealed_as, relative.name_sealed, relative.ticket_id, relative.expires_at, relative.joined_at,
       relative.encrypts, relative.turned_off, relative.opened_at, relative.signs, host.id AS host_room_id, host.media_epoch AS epoch,
       host.media_worker AS worker, host_staff.display_name AS host_director, host_department.name_es AS host_es,
       host_department.name_en AS host_en, reservation.call_id, attention.person_id, person.key_wrapped, person.key_epoch
FROM relative JOIN reservation ON reservation.ticket_id = relative.ticket_id AND reservation.ended_at IS NULL
JOIN room AS host ON host.id = reservation.room_id JOIN staff AS host_staff ON host_staff.id = host.director_id
JOIN queue AS host_queue ON host_queue.id = host.queue_id
JOIN department AS host_department ON host_department.id = host_queue.department_id
JOIN ticket ON ticket.id = relative.ticket_id JOIN attention ON attention.id = ticket.attention_id
JOIN person ON person.id = attention.person_id
WHERE relative.ended_at IS NULL AND host.id = ANY (:rooms::integer[]) ORDER BY relative.id;

-- name: matter_facts(ids)
-- Other matters that have not begun.
SELECT further_matter.id, further_matter.attention_id, further_matter.matter_sealed,
       department.name_es, department.name_en, topic.name_es AS topic_es, topic.name_en AS topic_en
FROM further_matter JOIN queue ON queue.id = further_matter.queue_id
JOIN department ON department.id = queue.department_id JOIN topic ON topic.id = further_matter.topic_id
WHERE attention_id = ANY(:ids::uuid[]) AND begun_at IS NULL AND withdrawn_at IS NULL ORDER BY asked_at, further_matter.id;

-- name: begun_matter_facts(ids)
-- not null: topic_es, topic_en
-- The matter that each attends to now, where it is another than the one they came with; `begun`: how many have begun.
SELECT DISTINCT ON (further_matter.attention_id) count(*) OVER (PARTITION BY further_matter.attention_id) AS begun, further_matter.id, further_matter.attention_id, further_matter.matter_sealed,
       department.name_es, department.name_en, topic_there.name_es AS topic_es, topic_there.name_en AS topic_en
FROM further_matter JOIN ticket ON ticket.attention_id = further_matter.attention_id JOIN queue ON queue.id = ticket.queue_id
JOIN department ON department.id = queue.department_id
JOIN topic_there ON topic_there.topic_id = further_matter.topic_id AND topic_there.department_id = queue.department_id
WHERE further_matter.attention_id = ANY(:ids::uuid[]) AND begun_at IS NOT NULL ORDER BY further_matter.attention_id, begun_at DESC;

-- name: note_facts(ids)
-- not null: note_sealed
-- What earlier directors of the same attention left for the next one.
SELECT leg.id, leg.attention_id, leg.note_sealed, department.name_es, department.name_en
FROM leg JOIN queue ON queue.id = leg.queue_id JOIN department ON department.id = queue.department_id
WHERE attention_id = ANY(:ids::uuid[]) AND note_sealed IS NOT NULL ORDER BY began_at, leg.id;

-- name: working_note_facts(ids)
-- What director and assistant have written so far of results that are not recorded.
SELECT working_note.attention_id, working_note.version, working_note.note_sealed, staff.display_name AS writer
FROM working_note JOIN staff ON staff.id = working_note.written_by WHERE attention_id = ANY(:ids::uuid[]);

-- name: safety_facts(ids)
-- Of each of these tickets: whether its holder asks for help, whether the last call was ended for conduct and what a review
-- found, and whether an official could be reported. `used`: the place was taken back.
SELECT ticket.id, help.reason AS help_reason, help.answered_at IS NOT NULL AS help_answered,
       ending.reason AS ending_reason, ending.ended_at, ending.review,
       EXISTS (SELECT FROM attention AS later WHERE later.carried_from = ticket.attention_id) AS used,
       EXISTS (SELECT FROM leg WHERE leg.attention_id = ticket.attention_id AND leg.call_began_at IS NOT NULL) AS called,
       (SELECT count(*) FROM conduct_report WHERE conduct_report.attention_id = ticket.attention_id) AS reports
FROM ticket LEFT JOIN help ON help.ticket_id = ticket.id AND help.ended_at IS NULL
LEFT JOIN LATERAL (SELECT conduct_ending.reason, conduct_ending.ended_at, conduct_ending.review FROM conduct_ending
                   WHERE conduct_ending.attention_id = ticket.attention_id ORDER BY ended_at DESC LIMIT 1) AS ending ON true
WHERE ticket.id = ANY(:ids::uuid[]);

-- name: target_facts(session_id)
-- Every queue of the jornada, as a director sees it who wants to transfer.
SELECT queue.id, queue.state, department.slug, department.name_es, department.name_en,
       (SELECT count(*) FROM room WHERE room.serves @> ARRAY[queue.id] AND room.state = 'available' AND room.connected) AS free,
       (SELECT count(*) FROM ticket WHERE ticket.queue_id = queue.id AND ticket.state IN ('waiting', 'ready_check')) AS waiting
FROM queue JOIN department ON department.id = queue.department_id
WHERE queue.session_id = :session_id ORDER BY department.ordinal, department.id;

-- name: interpreter_facts()
SELECT code, helps_with, name_es, name_en, present, EXISTS (
    SELECT FROM reservation WHERE reservation.interpreter_id = interpreter.id
    AND reservation.ended_at IS NULL AND reservation.interpreter_until IS NULL) AS busy
FROM interpreter ORDER BY code;

-- name: desired_rooms()
-- The routing of every room of a jornada that goes on: who talks with whom, under which epoch. Of a call that is cut off
-- on the citizen's side the ways stay open; of one that is held, or goes by telephone, they are closed. `guests`: who is in it
-- besides, in the order in which they came in; `guests_own` their departments, empty for a relative; `guests_share` who of them shows a
-- screen, `guests_sign` who interprets into signs. `data_mode`: of the citizen. `line`, `host`: the departments of citizen and director. `media_worker`: where all are.
SELECT room.id, room.media_epoch, room.media_worker, ticket.id AS ticket_id, attention.data_mode, line.slug AS line,
       host.slug AS host, interpreter.helps_with, room.shares_screen AS host_shares,
       coalesce(present.parties, '{}') AS guests, coalesce(present.own, '{}') AS guests_own,
       coalesce(present.shares, '{}') AS guests_share, coalesce(present.sign, '{}') AS guests_sign
FROM room JOIN session ON session.id = room.session_id
JOIN staff ON staff.id = room.director_id JOIN department AS host ON host.id = staff.department_id
LEFT JOIN reservation ON reservation.room_id = room.id AND reservation.ended_at IS NULL
    AND reservation.answered_at IS NOT NULL
LEFT JOIN interpreter ON interpreter.id = reservation.interpreter_id AND reservation.interpreter_until IS NULL
LEFT JOIN ticket ON ticket.id = reservation.ticket_id AND room.state = 'in_call'
    AND ticket.state IN ('connecting', 'in_call', 'reconnecting') AND ticket.medium <> 'phone'
LEFT JOIN queue ON queue.id = ticket.queue_id LEFT JOIN department AS line ON line.id = queue.department_id
LEFT JOIN attention ON attention.id = ticket.attention_id
LEFT JOIN (
    SELECT call_guest.host_room_id, call_guest.ticket_id, array_agg(call_guest.party ORDER BY call_guest.joined_at, call_guest.id) AS parties,
           array_agg(coalesce(department.slug, '') ORDER BY call_guest.joined_at, call_guest.id) AS own,
           array_agg(coalesce(guest.shares_screen, false) ORDER BY call_guest.joined_at, call_guest.id) AS shares,
           array_agg(coalesce(relative.signs, false) ORDER BY call_guest.joined_at, call_guest.id) AS sign
    FROM call_guest LEFT JOIN room AS guest ON guest.id = call_guest.guest_room_id
    LEFT JOIN relative ON relative.id = call_guest.id AND call_guest.guest_room_id IS NULL
    LEFT JOIN staff ON staff.id = guest.director_id LEFT JOIN department ON department.id = staff.department_id
    GROUP BY call_guest.host_room_id, call_guest.ticket_id
) AS present ON present.host_room_id = room.id AND present.ticket_id = ticket.id
WHERE session.state <> 'closed';
