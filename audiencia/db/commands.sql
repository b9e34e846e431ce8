-- name: begin_command(actor, command_id)^
-- one row
-- not null: at
-- The result of this command when it was carried out before; null when it is new, and noted now. `at`: the present moment.
SELECT begin_command(:actor, :command_id) AS done, app_now() AS at;

-- name: first_answer(actor, command_id, repeats)^
-- What the form made, and whether it is said again: within so long, while the secrets are those of the first answer.
SELECT made.id, done.result::text AS result, done.at > app_now() - :repeats::interval AND made.generation = 1 AS repeats
FROM command_done AS done JOIN (
    SELECT id, token_generation AS generation FROM attention
    UNION ALL SELECT id, secret_generation FROM case_file WHERE attention_id IS NULL
) AS made ON made.id = (done.result ->> 'id')::uuid
WHERE done.actor = :actor AND done.command_id = :command_id;
