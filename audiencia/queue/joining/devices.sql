-- Codes that carry a ticket or a room to another device.

-- name: forget_ticket_code(ticket_id)!
DELETE FROM device_code WHERE ticket_id = :ticket_id;

-- name: forget_room_code(room_id)!
DELETE FROM device_code WHERE room_id = :room_id;

-- name: insert_ticket_code(code_hash, ticket_id, expires_at)!
INSERT INTO device_code (code_hash, ticket_id, expires_at) VALUES (:code_hash, :ticket_id, :expires_at);

-- name: insert_room_code(code_hash, room_id, token_hash, expires_at)!
INSERT INTO device_code (code_hash, room_id, token_hash, expires_at) VALUES (:code_hash, :room_id, :token_hash, :expires_at);

-- name: code_where(code_hash)^
-- Unlocked: tells what to lock first.
SELECT ticket_id, room_id FROM device_code WHERE code_hash = :code_hash AND expires_at > app_now();

-- name: use_code(code_hash)^
-- Good once: whoever comes second finds nothing.
DELETE FROM device_code WHERE code_hash = :code_hash AND expires_at > app_now() RETURNING ticket_id, room_id, token_hash;

-- name: next_device(attention_id)$
-- one row
UPDATE attention SET device_generation = device_generation + 1 WHERE id = :attention_id RETURNING token_generation;

-- name: next_console(room_id)!
UPDATE room SET console = console + 1 WHERE id = :room_id;

-- name: sweep_codes()!
DELETE FROM device_code WHERE expires_at < app_now();
