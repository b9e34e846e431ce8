-- A municipality that has held its audience for eleven years: 590 closed jornadas and 200,000 visits before today's, with what they left behind.
-- A visit's rows share one id in all tables.
SET session_replication_role = replica;
UPDATE session SET demo = false;
CREATE FUNCTION pg_temp.id(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT lpad(n::text, 32, '0')::uuid $$;

INSERT INTO staff (login, display_name, role, department_id)
SELECT 'titular-' || slug, 'Titular de ' || slug, 'director', id FROM department;

INSERT INTO session (day, lobby_at, opens_at, closes_at, state)
SELECT opens_at::date, opens_at - interval '30 minutes', opens_at, opens_at + interval '4 hours', 'closed'
FROM generate_series(coalesce(current_setting('history.weeks', true), '590')::integer, 1, -1) AS week, LATERAL (SELECT app_now() - week * interval '7 days' AS opens_at) AS day;

INSERT INTO queue (session_id, department_id, state, next_number)
SELECT session.id, department.id, 'closed', 18 FROM session CROSS JOIN department WHERE session.state = 'closed' ORDER BY 1, 2;

INSERT INTO room (session_id, director_id, queue_id, serves, state)
SELECT queue.session_id, staff.id, queue.id, ARRAY[queue.id], CASE WHEN session.state = 'closed' THEN 'closed' ELSE 'in_call' END
FROM queue JOIN session ON session.id = queue.session_id JOIN staff ON staff.department_id = queue.department_id ORDER BY queue.id;

-- A second director in one department, who is free.
INSERT INTO staff (login, display_name, role, department_id) SELECT 'suplente', 'Suplente', 'director', id FROM department WHERE slug = 'agua';
INSERT INTO room (session_id, director_id, queue_id, serves, state, connected)
SELECT queue.session_id, staff.id, queue.id, ARRAY[queue.id], 'available', true FROM staff, queue JOIN session ON session.id = queue.session_id
WHERE staff.login = 'suplente' AND queue.department_id = staff.department_id AND session.state <> 'closed';

-- One for each visit: its number, where it was and when. Of today's, the first ten have been attended, one is, the others wait.
CREATE TEMP TABLE visit AS
SELECT row_number() OVER (ORDER BY queue.session_id, place, queue.id) AS n, queue.session_id, queue.id AS queue_id, queue.department_id, place,
    room.id AS room_id, room.director_id, session.state = 'closed' AS over, session.opens_at + place * interval '4 minutes' - interval '70 minutes' * (session.state <> 'closed')::int AS at,
    (SELECT min(topic.id) FROM topic WHERE topic.department_id = queue.department_id) AS topic_id,
    CASE WHEN session.state = 'closed' THEN (ARRAY['served', 'served', 'served', 'served', 'left', 'no_show', 'carried_over'])[1 + place % 7]
         WHEN place <= 10 THEN 'served' WHEN place = 11 THEN 'in_call' ELSE 'waiting' END AS state
FROM queue JOIN session ON session.id = queue.session_id JOIN room ON room.queue_id = queue.id AND room.state <> 'available' CROSS JOIN generate_series(1, 18) AS place;

INSERT INTO person (id, key_wrapped, key_epoch, created_at) SELECT pg_temp.id(n), '\x01', 1, at FROM visit ORDER BY n;

INSERT INTO attention (id, session_id, person_id, topic_id, folio, joined_at, language, name_sealed, matter_sealed,
    outcome, disposition, outcome_at, outcome_by)
SELECT pg_temp.id(n), session_id, pg_temp.id(n), topic_id, 'MTP-' || n, at, 'es-MX', '\x01', '\x01',
    outcome, CASE WHEN outcome IS NOT NULL THEN 'information_given' END, CASE WHEN outcome IS NOT NULL THEN at + interval '10 minutes' END,
    CASE WHEN outcome IS NOT NULL THEN director_id END
FROM (SELECT visit.*, CASE WHEN state = 'served' THEN (ARRAY['resolved_immediately', 'in_process'])[1 + (place % 3 = 0)::int] END AS outcome FROM visit) AS one
ORDER BY n;

INSERT INTO ticket (id, attention_id, session_id, queue_id, number, state, joined_at, state_since, contact_index)
SELECT pg_temp.id(n), pg_temp.id(n), session_id, queue_id, 'T-' || queue_id || '-' || place, state, at, at + interval '10 minutes',
    CASE WHEN state IN ('waiting', 'in_call') THEN decode(md5('contact' || n), 'hex') END
FROM visit ORDER BY n;

INSERT INTO leg (id, attention_id, queue_id, room_id, began_at, call_began_at, call_ended_at, ended_at, ending)
SELECT pg_temp.id(n), pg_temp.id(n), queue_id, CASE WHEN called THEN room_id END, at, CASE WHEN called THEN at + interval '3 minutes' END,
    CASE WHEN called AND state <> 'in_call' THEN at + interval '9 minutes' END,
    CASE WHEN state NOT IN ('in_call', 'waiting') THEN at + interval '10 minutes' END,
    CASE state WHEN 'served' THEN 'concluded' WHEN 'left' THEN 'left' WHEN 'no_show' THEN 'no_show' WHEN 'carried_over' THEN 'carried_over' END
FROM (SELECT visit.*, state IN ('served', 'in_call') AS called FROM visit WHERE n % 2 = 0 OR NOT over) AS one ORDER BY n;

INSERT INTO reservation (ticket_id, room_id, made_at, answer_until, answered_at, ended_at, ending)
SELECT pg_temp.id(n), room_id, at + interval '2 minutes', at + interval '3 minutes',
    CASE WHEN state <> 'no_show' THEN at + interval '3 minutes' END, CASE WHEN state <> 'in_call' THEN at + interval '10 minutes' END,
    CASE state WHEN 'served' THEN 'done' WHEN 'no_show' THEN 'expired' END
FROM visit WHERE state IN ('served', 'no_show', 'in_call') AND (n % 2 = 0 OR NOT over) ORDER BY n;

INSERT INTO event (at, session_id, queue_id, room_id, ticket_id, kind, actor_kind)
SELECT at, session_id, queue_id, room_id, pg_temp.id(n), 'joined', 'system' FROM visit ORDER BY n;

INSERT INTO estimate (ticket_id, queue_id, made_at, low_at, middle_at, high_at)
SELECT pg_temp.id(n), queue_id, at, at, at, at FROM visit WHERE n % 3 = 0 ORDER BY n;

INSERT INTO further_matter (id, attention_id, queue_id, topic_id, matter_sealed, asked_at, begun_at)
SELECT pg_temp.id(n), pg_temp.id(n), queue_id, topic_id, '\x01', at, at FROM visit WHERE n % 10 = 0 ORDER BY n;

INSERT INTO assist (ticket_id, queue_id, host_room_id, guest_room_id, asked_at, expires_at, joined_at, ended_at, ending)
SELECT pg_temp.id(n), queue_id, room_id, room_id + 1, at, at, at, at, 'left' FROM visit WHERE n % 10 = 0 AND over ORDER BY n;

INSERT INTO next_step (id, attention_id, given_at, given_by, content_sealed)
SELECT pg_temp.id(n), pg_temp.id(n), at, director_id, '\x01' FROM visit WHERE state = 'served' AND n % 3 = 0 ORDER BY n;

INSERT INTO booking (ticket_id, queue_id, starts_at, ends_at, checked_in_at)
SELECT pg_temp.id(n), queue_id, at, at + interval '20 minutes', CASE WHEN n % 10 = 0 THEN at END FROM visit WHERE n % 5 = 0 ORDER BY n;

INSERT INTO case_file (id, folio, person_id, attention_id, source, topic_id, department_id, state, language, made_at, received_on, due_on, calendar,
    answered_at, concluded_at, conclusion, matter_sealed)
SELECT pg_temp.id(n), 'MTP-' || n, pg_temp.id(n), pg_temp.id(n), 'audience', topic_id, department_id, 'concluded', 'es-MX', at, at::date,
    at::date + 20, 'mx', at, at, 'citizen', '\x01'
FROM visit WHERE over AND n % 2 = 0 AND ((state = 'served' AND place % 3 = 0) OR state = 'carried_over') ORDER BY n;

INSERT INTO case_message (id, case_id, at, author, kind, content_sealed, staff_id, officer, department_id, delivery)
SELECT gen_random_uuid(), case_file.id, made_at, 'staff', 'answer', '\x01', 1, 'Titular', department_id, 'page' FROM case_file;

INSERT INTO outbox (kind, channel, person_id, about, occasion, target, language, made_at, due_at, expires_at, state, done_at)
SELECT 'case_answered', 'mail', person_id, id, '', '\x01', 'es-MX', made_at, made_at, made_at, 'sent', made_at FROM case_file;

INSERT INTO chat_message (sealed_as, ticket_id, staff_id, text_sealed, written_at, read_at)
SELECT gen_random_uuid(), pg_temp.id(n), CASE WHEN said = 1 THEN director_id END, '\x01', at, CASE WHEN said = 1 THEN at END
FROM visit CROSS JOIN generate_series(1, 2) AS said WHERE n % 12 = 0 ORDER BY n;

INSERT INTO commitment (id, attention_id, made_at, made_by, department_id, due, text_sealed, done_at, done_by)
SELECT pg_temp.id(n), pg_temp.id(n), at, director_id, department_id, at::date, '\x01', at, director_id
FROM visit WHERE n % 20 = 0 ORDER BY n;

INSERT INTO announcement (session_id, text, made_by, made_at, until)
SELECT session.id, 'Receso', 1, opens_at, closes_at FROM session CROSS JOIN generate_series(1, 5) WHERE state = 'closed';

INSERT INTO offer (ticket_id, queue_id, reason, to_queues, made_by, made_at, withdrawn_at)
SELECT pg_temp.id(n), queue_id, 'closing', '{}', director_id, at, at FROM visit WHERE n % 20 = 0 AND over ORDER BY n;

INSERT INTO help (session_id, queue_id, ticket_id, reason, asked_at, ended_at)
SELECT session_id, queue_id, pg_temp.id(n), 'devices', at, at FROM visit WHERE n % 30 = 0 AND over ORDER BY n;

INSERT INTO conduct_ending (id, session_id, queue_id, room_id, ticket_id, attention_id, reason, ended_at, ended_by, review, reviewed_at, reviewed_by)
SELECT pg_temp.id(n), session_id, queue_id, room_id, pg_temp.id(n), pg_temp.id(n), 'insults', at, director_id, 'upheld', at, director_id
FROM visit WHERE n % 200 = 0 AND over ORDER BY n;

INSERT INTO audit (at, actor_kind, actor_id, action, object_kind, object_id, why)
SELECT at, 'staff', director_id, 'disclosed', 'attention', pg_temp.id(n)::text, 'call' FROM visit WHERE state = 'served' AND n % 3 = 0 ORDER BY n;

INSERT INTO consent (person_id, purpose, notice_version, notice_hash, given_at, means)
SELECT pg_temp.id(n), 'attention', '1', 'hash', at, 'web' FROM visit ORDER BY n;

INSERT INTO jump (queue_id, ordinal, ticket_id, joined_at, at)
SELECT queue_id, place, pg_temp.id(n), at, at FROM visit WHERE place % 9 = 0 ORDER BY n;

INSERT INTO conduct_report (id, session_id, attention_id, room_id, reason, made_at)
SELECT pg_temp.id(n), session_id, pg_temp.id(n), room_id, 'insult', at FROM visit WHERE n % 100 = 0 ORDER BY n;

INSERT INTO call_quality (leg_id, participant)
SELECT id, participant FROM leg CROSS JOIN (VALUES ('citizen'), ('director')) AS one (participant) WHERE call_began_at IS NOT NULL;

INSERT INTO case_event (case_id, at, kind, actor_kind) SELECT id, made_at, 'received', 'system' FROM case_file;

-- Forgotten some days after the case was concluded.
INSERT INTO notice_way (id, person_id, reason, channel, address_sealed, address_index, language, made_at)
SELECT id, person_id, 'case', 'mail', '\x01', '\x01', 'es-MX', made_at FROM case_file ORDER BY case_file.made_at DESC LIMIT 200;

RESET session_replication_role;
