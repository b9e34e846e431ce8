-- name: lock_installation()!
-- Nodes that start together on an empty database decide one after the other whose keys are the right ones.
LOCK TABLE installation IN EXCLUSIVE MODE;

-- name: pepper_fingerprint()$
SELECT pepper_fingerprint FROM installation;

-- name: note_fingerprint(fingerprint)!
INSERT INTO installation (pepper_fingerprint) VALUES (:fingerprint);

-- name: identity()$
-- one row
SELECT id FROM installation;

-- name: anybody()$
-- Whether something is sealed already.
SELECT EXISTS (SELECT FROM person);
