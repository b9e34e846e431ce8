-- name: begin_command(actor, command_id)$
-- The result of this command when it was carried out before; null when it is new, and noted now.
SELECT begin_command(:actor, :command_id);
