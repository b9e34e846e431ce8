-- name: lock_installation()!
-- Nodes that start together on an empty database decide one after the other whose keys are the right ones.
LOCK TABLE installation IN EXCLUSIVE MODE;

-- name: pepper_fingerprint()$
SELECT pepper_fingerprint FROM installation;

-- name: note_fingerprint(fingerprint)!
INSERT INTO installation (pepper_fingerprint) VALUES (:fingerprint);

-- name: epoch()^
-- Under which keys of persons are wrapped, and whether somebody may still be under an earlier one.
SELECT epoch, rotating FROM installation;

-- name: set_epoch(epoch, rotating)!
UPDATE installation SET epoch = :epoch, rotating = :rotating;

-- name: clock()$
SELECT clock_timestamp();

-- name: older_than(since)$
-- Whether a transaction is still open that may not have seen what was committed then.
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
               AND pid <> pg_backend_pid() AND xact_start <= :since);

-- name: identity()$
-- one row
SELECT id FROM installation;

-- name: anybody()$
-- Whether something is sealed already.
SELECT EXISTS (SELECT FROM person);
