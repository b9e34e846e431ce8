"""A long line in a moment: people who wait, put in by SQL. Nobody can read their sealed fields, and no page of theirs is open."""

CROWD = """
    WITH line AS (
        SELECT queue.id AS queue_id, queue.session_id, department.prefix,
               (SELECT min(topic.id) FROM topic WHERE topic.department_id = department.id AND topic.leads_to IS NULL) AS topic_id
        FROM queue JOIN department ON department.id = queue.department_id JOIN session ON session.id = queue.session_id
        WHERE session.state = 'open' AND department.slug = $1
    ), new AS (
        SELECT line.*, n, gen_random_uuid() AS id, gen_random_uuid() AS person_id,
               app_now() - make_interval(secs => $2::int - n) AS joined_at
        FROM generate_series(1, $2::int) AS n, line
    ), person AS (
        INSERT INTO person (id, key_wrapped, key_epoch) SELECT person_id, 'none', 1 FROM new
    ), attention AS (
        INSERT INTO attention (id, session_id, person_id, topic_id, folio, joined_at, language, name_sealed, matter_sealed)
        SELECT id, session_id, person_id, topic_id, 'CROWD-' || prefix || n, joined_at, 'es-MX', 'none', 'none' FROM new
    ), leg AS (
        INSERT INTO leg (id, attention_id, queue_id, began_at) SELECT gen_random_uuid(), id, queue_id, joined_at FROM new
    ), ticket AS (
        INSERT INTO ticket (id, attention_id, session_id, queue_id, number, state, joined_at, state_since, contact_index)
        SELECT gen_random_uuid(), id, session_id, queue_id, prefix || '-C' || n, 'waiting', joined_at, joined_at,
               sha256(('crowd' || prefix || n)::bytea)
        FROM new
    )
    UPDATE queue SET version = version + 1 FROM line WHERE queue.id = line.queue_id RETURNING queue.id"""
"""Of the open session: into the line of department $1 so many as $2, `XX-C1` first, each a second after the one before."""
