-- name: begin_command(actor, command_id)^
-- one row
-- not null: at
-- The result of this command when it was carried out before; null when it is new, and noted now. `at`: the present moment.
SELECT begin_command(:actor, :command_id) AS done, app_now() AS at;
