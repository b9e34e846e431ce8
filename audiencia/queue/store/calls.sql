-- Calls that go on: who is in them, what is left for the next director, and the citizen's other matters.

-- name: rooms_of_call(room_id, beside)
-- nullable: beside
-- A room, all others of its call and of the one that it was asked into, and one more: where they are, unlocked. `asked`: for
-- which queues.
WITH live AS (SELECT queue_id, host_room_id, guest_room_id FROM assist
              WHERE ended_at IS NULL AND host_room_id IN (
                  SELECT host_room_id FROM assist WHERE ended_at IS NULL AND guest_room_id = :room_id UNION VALUES (:room_id)))
SELECT id, session_id, queue_id, serves, ARRAY(SELECT queue_id FROM live) AS asked FROM room
WHERE id IN (SELECT host_room_id FROM live UNION SELECT guest_room_id FROM live UNION VALUES (:room_id), (:beside));

-- name: live_assists(room_id)
-- All guests of this room's call, and of the call that it was asked into: who came in first is first, who was asked last is last.
SELECT id, ticket_id, queue_id, host_room_id, guest_room_id, expires_at, joined_at, kind, host_agrees, citizen_agrees FROM assist
WHERE ended_at IS NULL AND host_room_id IN (
    SELECT host_room_id FROM assist WHERE ended_at IS NULL AND guest_room_id = :room_id UNION VALUES (:room_id))
ORDER BY joined_at NULLS LAST, id;

-- name: find_available_room(session_id, queue_id, host_room_id)^
-- Who could join a call now, for that queue: the one who was last busy, or asked, the longest time ago.
SELECT room.id, room.queue_id, room.serves, staff.display_name
FROM room JOIN staff ON staff.id = room.director_id
WHERE room.session_id = :session_id AND room.serves @> ARRAY[:queue_id]::integer[] AND room.id <> :host_room_id
AND room.state = 'available' AND room.connected
AND NOT EXISTS (SELECT FROM assist WHERE assist.guest_room_id = room.id AND assist.ended_at IS NULL)
ORDER BY greatest((SELECT max(ended_at) FROM reservation WHERE reservation.room_id = room.id),
                  (SELECT max(ended_at) FROM assist WHERE assist.guest_room_id = room.id)) NULLS FIRST, room.id LIMIT 1;

-- name: insert_assist(kind, ticket_id, queue_id, host_room_id, guest_room_id, asked_at, expires_at)!
INSERT INTO assist (kind, ticket_id, queue_id, host_room_id, guest_room_id, asked_at, expires_at)
VALUES (:kind, :ticket_id, :queue_id, :host_room_id, :guest_room_id, :asked_at, :expires_at);

-- name: answer_knock(host_agrees, citizen_agrees, id)!
UPDATE assist SET host_agrees = :host_agrees, citizen_agrees = :citizen_agrees WHERE id = :id;

-- name: queue_of_director(session_id, director_id)^
-- The queue of this one's own department.
SELECT queue.id FROM queue JOIN staff ON staff.department_id = queue.department_id
WHERE queue.session_id = :session_id AND staff.id = :director_id;

-- name: join_assist(now, id)!
UPDATE assist SET joined_at = :now WHERE id = :id;

-- name: end_assist(now, ending, id)!
-- What was answered to a knock is forgotten.
UPDATE assist SET ended_at = :now, ending = :ending, host_agrees = NULL, citizen_agrees = NULL WHERE id = :id;

-- name: carry_assists(ticket_id, before, after)!
-- Who is in a call that is handed over is the guest of the room that goes on with it.
UPDATE assist SET host_room_id = :after
WHERE ticket_id = :ticket_id AND host_room_id = :before AND joined_at IS NOT NULL AND ended_at IS NULL;

-- name: live_relatives(room_id)
-- Whom the citizen of this room asked into the call, who came in first first: also by a link that nobody has taken up.
SELECT relative.id, relative.ticket_id, relative.expires_at, relative.opened_at, relative.joined_at
FROM reservation JOIN relative ON relative.ticket_id = reservation.ticket_id AND relative.ended_at IS NULL
WHERE reservation.room_id = :room_id AND reservation.ended_at IS NULL ORDER BY relative.joined_at NULLS LAST, relative.id;

-- name: end_relative(now, ending, id)!
UPDATE relative SET ended_at = :now, ending = :ending WHERE id = :id;

-- name: due_invitations()
-- Whose time is over, or whose director is not free any more or serves that queue no more; and guests of a call that is over: a
-- program that knows of one guest alone ends it for that one.
SELECT assist.guest_room_id FROM assist JOIN room ON room.id = assist.guest_room_id
WHERE assist.ended_at IS NULL AND (
    (assist.joined_at IS NULL AND (assist.expires_at <= app_now() OR room.state <> 'available'
     OR (assist.kind = 'invited' AND NOT room.serves @> ARRAY[assist.queue_id])))
    OR NOT EXISTS (SELECT FROM reservation JOIN room AS host ON host.id = reservation.room_id
                   WHERE reservation.ticket_id = assist.ticket_id AND reservation.room_id = assist.host_room_id
                   AND reservation.ended_at IS NULL AND host.state IN ('in_call', 'on_hold')))
ORDER BY assist.expires_at LIMIT 50;

-- name: room_that_holds(ticket_id)$
-- Unlocked: tells which room to lock.
SELECT room_id FROM reservation WHERE ticket_id = :ticket_id AND ended_at IS NULL;

-- name: dropped_tickets(drop_seconds, reconnect_seconds)
-- Whose call was cut off on their side for so long that it counts, or is given up.
SELECT id FROM ticket WHERE NOT connected AND medium <> 'phone' AND (
    (state IN ('in_call', 'on_hold') AND disconnected_at <= app_now() - make_interval(secs => :drop_seconds))
    OR (state = 'reconnecting' AND state_since <= app_now() - make_interval(secs => :reconnect_seconds))) LIMIT 50;

-- name: away_since(id)$
SELECT disconnected_at FROM ticket WHERE id = :id AND NOT connected;

-- name: waits_there(queue_id, ticket_id)$
-- Whether the same browser has another number in that line (invariant 1).
SELECT EXISTS (SELECT FROM ticket AS other JOIN ticket AS own ON own.device_index = other.device_index
               WHERE own.id = :ticket_id AND other.id <> :ticket_id AND other.queue_id = :queue_id
               AND other.state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending'));

-- name: complaint_stays(attention_id, queue_id)$
-- one row
-- Whether the visit may not wait or be heard in that line.
SELECT complaint_stays(:attention_id, :queue_id);

-- name: complaint_beside(attention_id)$
-- Whether the visit has a complaint about a department in whose line it is, or is still to go.
SELECT EXISTS (
    SELECT FROM topic JOIN queue ON queue.department_id = topic.department_id
    WHERE topic.leads_to IS NOT NULL
    AND topic.id IN (SELECT topic_id FROM attention WHERE id = :attention_id
                     UNION ALL SELECT topic_id FROM further_matter WHERE attention_id = :attention_id AND withdrawn_at IS NULL)
    AND queue.id IN (SELECT queue_id FROM ticket WHERE attention_id = :attention_id
                     UNION ALL SELECT queue_id FROM further_matter
                     WHERE attention_id = :attention_id AND begun_at IS NULL AND withdrawn_at IS NULL));

-- name: queues_that_complete(queue_id)
-- The queues of the same department in jornadas that have begun and are not over: whoever serves one of them can complete a
-- result of that queue that was left for later, and sees it.
SELECT other.id FROM queue AS own JOIN queue AS other ON other.department_id = own.department_id
JOIN session ON session.id = other.session_id
WHERE own.id = :queue_id AND session.state NOT IN ('planned', 'closed') ORDER BY other.id;

-- name: open_leg_of(attention_id)$
-- one row
SELECT id FROM leg WHERE attention_id = :attention_id AND ended_at IS NULL;

-- name: write_leg_note(note_sealed, id)!
-- nullable: id
-- What a director leaves for the next one, with the leg that ends.
UPDATE leg SET note_sealed = :note_sealed WHERE id = :id;

-- name: open_leg_in_room(id, attention_id, queue_id, room_id, now)!
-- A citizen who is handed over in mid-call goes on in the next room.
INSERT INTO leg (id, attention_id, queue_id, room_id, began_at, call_began_at)
VALUES (:id, :attention_id, :queue_id, :room_id, :now, :now);

-- name: insert_answered_reservation(ticket_id, room_id, now, interpreter_id)!
-- A citizen who is handed over has answered already, and the interpreter goes along.
INSERT INTO reservation (ticket_id, room_id, made_at, answer_until, answered_at, interpreter_id)
VALUES (:ticket_id, :room_id, :now, :now, :now, :interpreter_id);

-- name: insert_matter(id, attention_id, queue_id, topic_id, matter_sealed, asked_at)!
INSERT INTO further_matter (id, attention_id, queue_id, topic_id, matter_sealed, asked_at)
VALUES (:id, :attention_id, :queue_id, :topic_id, :matter_sealed, :asked_at);

-- name: matter_where(id)^
-- Where another matter belongs, unlocked: tells which queue to lock.
SELECT id, queue_id FROM further_matter WHERE id = :id;

-- name: open_matters(attention_id)
-- What was brought up and has neither begun nor been taken back, with the state of the line it belongs to.
SELECT further_matter.id, further_matter.queue_id, queue.state
FROM further_matter JOIN queue ON queue.id = further_matter.queue_id
WHERE attention_id = :attention_id AND begun_at IS NULL AND withdrawn_at IS NULL ORDER BY asked_at, further_matter.id;

-- name: count_matters(attention_id)^
-- `kept`: begun, or open; `written`: those that were taken back or lapsed as well.
SELECT count(*) FILTER (WHERE withdrawn_at IS NULL) AS kept, count(*) AS written
FROM further_matter WHERE attention_id = :attention_id;

-- name: queues_of_open_matters(room_id)
-- Where whoever is in this room could go on, unlocked: tells which queues to lock.
SELECT DISTINCT further_matter.queue_id FROM reservation JOIN ticket ON ticket.id = reservation.ticket_id
JOIN further_matter ON further_matter.attention_id = ticket.attention_id
WHERE reservation.room_id = :room_id AND reservation.ended_at IS NULL AND begun_at IS NULL AND withdrawn_at IS NULL;

-- name: lapse_matters(now, attention_id)
UPDATE further_matter SET withdrawn_at = :now
WHERE attention_id = :attention_id AND begun_at IS NULL AND withdrawn_at IS NULL RETURNING id;

-- name: begin_matter(now, id, attention_id)$
UPDATE further_matter SET begun_at = :now
WHERE id = :id AND attention_id = :attention_id AND begun_at IS NULL AND withdrawn_at IS NULL RETURNING id;

-- name: withdraw_matter(now, id, attention_id)$
UPDATE further_matter SET withdrawn_at = :now
WHERE id = :id AND attention_id = :attention_id AND begun_at IS NULL AND withdrawn_at IS NULL RETURNING id;
