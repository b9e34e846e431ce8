-- Which media worker departments are at home at, and rooms are attended at (audiencia.media.placement decides).

-- name: note_worker(name, boot, capacity, calls, busy_pct, packets, packets_busy_pct, draining)!
-- What a worker reported. Of several nodes that ask it each second, one writes.
INSERT INTO media_worker (name, boot, capacity, calls, busy_pct, packets_per_second, packets_busy_pct, draining, answered_at)
VALUES (:name, :boot, :capacity, :calls, :busy_pct, :packets, :packets_busy_pct, :draining, app_now())
ON CONFLICT (name) DO UPDATE SET boot = excluded.boot, capacity = excluded.capacity, calls = excluded.calls, busy_pct = excluded.busy_pct,
    packets_per_second = excluded.packets_per_second, packets_busy_pct = excluded.packets_busy_pct, draining = excluded.draining,
    answered_at = excluded.answered_at
WHERE media_worker.answered_at < app_now() - interval '0.7 seconds' OR media_worker.answered_at > app_now()
   OR (media_worker.boot, media_worker.draining, media_worker.capacity) <> (excluded.boot, excluded.draining, excluded.capacity);

-- name: forget_workers()!
-- Those that nobody has heard of for a day.
DELETE FROM media_worker WHERE answered_at < app_now() - interval '1 day';

-- name: candidates(seconds)
-- All workers. `alive`: it answered some node in the last `seconds`.
SELECT name, capacity, busy_pct, packets_per_second, packets_busy_pct, draining,
       answered_at > app_now() - make_interval(secs => :seconds) AS alive,
       (SELECT count(*) FROM room JOIN session ON session.id = room.session_id
        WHERE room.media_worker = media_worker.name AND room.state <> 'closed' AND session.state <> 'closed') AS rooms,
       (SELECT count(*) FROM department WHERE department.media_home = media_worker.name) AS homes
FROM media_worker ORDER BY name;

-- name: calls_with_guests()
-- How many are in each call beside citizen and director, those included who were asked and have not answered.
SELECT room.id, room.media_worker, count(*) AS guests FROM room JOIN (
    SELECT host_room_id AS room_id FROM assist WHERE ended_at IS NULL
    UNION ALL
    SELECT reservation.room_id FROM relative
    JOIN reservation ON reservation.ticket_id = relative.ticket_id AND reservation.ended_at IS NULL
    WHERE relative.joined_at IS NOT NULL AND relative.ended_at IS NULL
) AS guest ON guest.room_id = room.id GROUP BY room.id;

-- name: lock_workers()
-- Held while a room opens or a call grows, after all other locks: two do not take the same last place.
SELECT name FROM media_worker ORDER BY name FOR NO KEY UPDATE;

-- name: homes()
-- Departments that take part in a jornada that goes on, and where they are at home.
SELECT DISTINCT department.id, department.media_home FROM queue JOIN session ON session.id = queue.session_id
JOIN department ON department.id = queue.department_id WHERE session.state <> 'closed';

-- name: queues_of(department_id)
SELECT queue.id FROM queue JOIN session ON session.id = queue.session_id
WHERE queue.department_id = :department_id AND session.state <> 'closed';

-- name: write_home(department_id, before, after)$
-- Tells whether it was at home at `before` until now: another node may have been faster.
UPDATE department SET media_home = :after WHERE id = :department_id AND media_home IS NOT DISTINCT FROM :before RETURNING true;

-- name: home_of_room(room_id)^
-- Its director's department, and where that is at home.
SELECT department.id, department.media_home FROM room JOIN staff ON staff.id = room.director_id
JOIN department ON department.id = staff.department_id WHERE room.id = :room_id;

-- name: open_rooms()
-- not null: department_id
-- Each belongs to the home of its director's department, whichever lines it serves.
SELECT room.id, room.state, room.media_worker, staff.department_id FROM room JOIN session ON session.id = room.session_id
JOIN staff ON staff.id = room.director_id WHERE room.state <> 'closed' AND session.state <> 'closed';

-- name: worker_of_ticket(ticket_id)$
-- The one of the room that called or attends this ticket, else the home of its line.
SELECT coalesce(room.media_worker, department.media_home) FROM ticket
JOIN queue ON queue.id = ticket.queue_id JOIN department ON department.id = queue.department_id
LEFT JOIN reservation ON reservation.ticket_id = ticket.id AND reservation.ended_at IS NULL
LEFT JOIN room ON room.id = reservation.room_id WHERE ticket.id = :ticket_id;

-- name: state_of_ticket(ticket_id)$
-- one row
SELECT state FROM ticket WHERE id = :ticket_id;

-- name: worker_of_room(room_id)$
-- Of a room that holds nobody and was asked into a call, or knocks at one: that call's worker.
SELECT coalesce(host.media_worker, room.media_worker, department.media_home) FROM room
JOIN staff ON staff.id = room.director_id LEFT JOIN department ON department.id = staff.department_id
LEFT JOIN assist ON assist.guest_room_id = room.id AND assist.ended_at IS NULL
    AND NOT EXISTS (SELECT FROM reservation WHERE reservation.room_id = room.id AND reservation.ended_at IS NULL)
LEFT JOIN room AS host ON host.id = assist.host_room_id WHERE room.id = :room_id;
