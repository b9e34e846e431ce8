-- Which tickets of a queue changed, and by which transaction: web nodes read again only those (audiencia/queue/snapshot/queue_model.py,
-- docs/decisions/062). Written by triggers, so that no command can forget it. A reader that saw a snapshot with the oldest running
-- transaction `x` asks for `made_by >= x`: whatever it could not see then is found, in whichever order transactions commit.

CREATE TABLE queue_change (
    made_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    queue_id integer NOT NULL,
    ticket_id uuid, -- null: any ticket of the queue
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- Grows at its right edge alone. What is asked for is the newest part of it.
CREATE INDEX queue_change_since ON queue_change (made_by, queue_id);

CREATE FUNCTION note_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_change (queue_id, ticket_id) SELECT queue_id, id FROM after;
    RETURN NULL;
END $$;
CREATE TRIGGER ticket_insert_noted AFTER INSERT ON ticket REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION note_tickets();
CREATE TRIGGER ticket_update_noted AFTER UPDATE ON ticket REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION note_tickets();

-- The queue that a ticket left has changed too.
CREATE FUNCTION note_queue_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_change (queue_id, ticket_id) VALUES (OLD.queue_id, OLD.id);
    RETURN NULL;
END $$;
CREATE TRIGGER ticket_left_noted AFTER UPDATE OF queue_id ON ticket FOR EACH ROW
    WHEN (OLD.queue_id <> NEW.queue_id) EXECUTE FUNCTION note_queue_left();

-- Rows that hang on a ticket. One that names none changes no ticket.
CREATE FUNCTION note_row_of_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_change (queue_id, ticket_id)
    SELECT DISTINCT ticket.queue_id, ticket.id FROM after JOIN ticket ON ticket.id = after.ticket_id;
    RETURN NULL;
END $$;
CREATE FUNCTION note_row_of_attention() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_change (queue_id, ticket_id)
    SELECT DISTINCT ticket.queue_id, ticket.id FROM after JOIN ticket ON ticket.attention_id = after.attention_id;
    RETURN NULL;
END $$;
DO $$
DECLARE
    of_ticket text[] := ARRAY['announcement', 'booking', 'chat_message', 'conduct_ending', 'help'];
    of_attention text[] := ARRAY['commitment', 'conduct_report', 'further_matter', 'next_step'];
    one text;
    act text;
BEGIN
    FOREACH one IN ARRAY of_ticket || of_attention LOOP
        FOREACH act IN ARRAY ARRAY['insert', 'update'] LOOP
            EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION %I()',
                one || '_' || act || '_noted', act, one,
                CASE WHEN one = ANY (of_ticket) THEN 'note_row_of_ticket' ELSE 'note_row_of_attention' END);
        END LOOP;
    END LOOP;
END $$;

CREATE FUNCTION note_attention() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_change (queue_id, ticket_id)
    SELECT ticket.queue_id, ticket.id FROM after JOIN ticket ON ticket.attention_id = after.id;
    RETURN NULL;
END $$;
CREATE TRIGGER attention_update_noted AFTER UPDATE ON attention REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION note_attention();

-- A visit that takes the place that an earlier one was given back: the earlier one's page says so.
CREATE FUNCTION note_carried() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_change (queue_id, ticket_id) SELECT queue_id, id FROM ticket WHERE attention_id = NEW.carried_from;
    RETURN NULL;
END $$;
CREATE TRIGGER attention_carried_noted AFTER INSERT ON attention FOR EACH ROW WHEN (NEW.carried_from IS NOT NULL)
    EXECUTE FUNCTION note_carried();

-- What happened to a ticket stands in its history, though nothing else of it changed: who was passed reads why. A call is not in it,
-- and changes the ticket's row.
CREATE FUNCTION note_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_change (queue_id, ticket_id)
    SELECT queue_id, ticket_id FROM after WHERE num_nonnulls(queue_id, ticket_id) = 2 AND kind <> 'called';
    RETURN NULL;
END $$;
CREATE TRIGGER event_noted AFTER INSERT ON event REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION note_event();

-- How often each was passed is counted from the jumps of the whole queue (`passes_of`).
CREATE FUNCTION note_jump() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_change (queue_id) VALUES (NEW.queue_id);
    RETURN NULL;
END $$;
CREATE TRIGGER jump_noted AFTER INSERT ON jump FOR EACH ROW EXECUTE FUNCTION note_jump();

-- Names that stand in everybody's view, and the kind of a case that some came about.
CREATE FUNCTION note_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_change (queue_id)
    SELECT queue.id FROM queue JOIN session ON session.id = queue.session_id WHERE session.state <> 'closed';
    RETURN NULL;
END $$;
CREATE TRIGGER topic_noted AFTER UPDATE OF name_es, name_en ON topic FOR EACH STATEMENT EXECUTE FUNCTION note_names();
CREATE TRIGGER department_noted AFTER UPDATE OF name_es, name_en ON department FOR EACH STATEMENT EXECUTE FUNCTION note_names();
CREATE TRIGGER case_kind_noted AFTER UPDATE OF kind ON case_file FOR EACH STATEMENT EXECUTE FUNCTION note_names();
CREATE TRIGGER called_off_noted AFTER UPDATE OF called_off_why, called_off_es, called_off_en ON session
    FOR EACH STATEMENT EXECUTE FUNCTION note_names();
