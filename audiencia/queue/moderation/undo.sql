-- name: what_was_done(actor, command_id, key)^
-- What a command gave, and how long ago; nothing when this actor gave none whose result has this key.
SELECT result::text AS result, extract(epoch FROM app_now() - at)::float8 AS seconds FROM command_done
WHERE actor = :actor AND command_id = :command_id AND result ? :key;
