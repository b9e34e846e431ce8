-- Somebody of the citizen's trust in a call: the link, the browser that took it up, and the stay.

-- name: next_number()$
-- one row
-- One number names one guest of a call, whoever they are.
SELECT nextval('assist_id_seq')::integer AS number;

-- name: links_since(ticket_id, since)$
-- one row
SELECT count(*) FROM relative WHERE ticket_id = :ticket_id AND asked_at > :since;

-- name: insert_relative(id, sealed_as, ticket_id, name_sealed, signs, secret_hash, asked_at, expires_at)!
INSERT INTO relative (id, sealed_as, ticket_id, name_sealed, signs, secret_hash, asked_at, expires_at)
VALUES (:id, :sealed_as, :ticket_id, :name_sealed, :signs, :secret_hash, :asked_at, :expires_at);

-- name: by_number(id)^
-- Unlocked: tells which ticket to lock.
SELECT ticket_id, secret_hash FROM relative WHERE id = :id;

-- name: token_of(id)$
-- nullable: token_hash
SELECT token_hash FROM relative WHERE id = :id;

-- name: open_relative(id, token_hash, now, expires_at, notice_version, notice_hash)!
UPDATE relative SET token_hash = :token_hash, opened_at = :now, expires_at = :expires_at,
       notice_version = :notice_version, notice_hash = :notice_hash WHERE id = :id;

-- name: join_relative(now, id)!
UPDATE relative SET joined_at = :now WHERE id = :id;

-- name: write_turned_off(devices, id)$
-- Tells whether that is new.
UPDATE relative SET turned_off = :devices::text[] WHERE id = :id AND turned_off <> :devices::text[] RETURNING true;

-- name: write_encrypts(encrypts, id)!
UPDATE relative SET encrypts = :encrypts WHERE id = :id;

-- name: due_relatives()
-- Whose link or wait is over, and those of a call that is over, whichever program ended it.
SELECT ticket_id FROM relative WHERE ended_at IS NULL AND (
    (joined_at IS NULL AND expires_at <= app_now())
    OR NOT EXISTS (SELECT FROM reservation JOIN room AS host ON host.id = reservation.room_id
                   WHERE reservation.ticket_id = relative.ticket_id AND reservation.ended_at IS NULL
                   AND host.state IN ('in_call', 'on_hold')))
GROUP BY ticket_id ORDER BY min(expires_at) LIMIT 50;

-- name: end_all(ticket_id, now, ending)
UPDATE relative SET ended_at = :now, ending = :ending WHERE ticket_id = :ticket_id AND ended_at IS NULL RETURNING id;

-- name: of_token(token_hash)^
-- nullable: ending, joined_at
-- For as long as a browser keeps its cookie after the stay, which is four hours.
SELECT relative.id, relative.ticket_id, relative.sealed_as, relative.name_sealed, relative.joined_at, relative.ending,
       ticket.queue_id, attention.person_id, person.key_wrapped, person.key_epoch
FROM relative JOIN ticket ON ticket.id = relative.ticket_id JOIN attention ON attention.id = ticket.attention_id
JOIN person ON person.id = attention.person_id WHERE relative.token_hash = :token_hash
AND (relative.ended_at IS NULL OR relative.ended_at > app_now() - interval '4 hours');
