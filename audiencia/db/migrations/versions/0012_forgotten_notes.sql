-- What director and assistant were writing goes with the ticket too, when its call was cut off and no result is recorded any more:
-- nobody could read it from then on, and it would be kept for ever.

CREATE OR REPLACE FUNCTION forget_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM chat_message WHERE ticket_id = NEW.id;
    DELETE FROM announcement WHERE ticket_id = NEW.id;
    DELETE FROM device_code WHERE ticket_id = NEW.id;
    DELETE FROM working_note WHERE attention_id = NEW.attention_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION forget_no_shows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM chat_message USING ticket WHERE ticket.id = chat_message.ticket_id AND ticket.session_id = NEW.id;
    DELETE FROM announcement USING ticket WHERE ticket.id = announcement.ticket_id AND ticket.session_id = NEW.id;
    DELETE FROM device_code USING ticket WHERE ticket.id = device_code.ticket_id AND ticket.session_id = NEW.id;
    DELETE FROM working_note USING ticket
    WHERE ticket.attention_id = working_note.attention_id AND ticket.session_id = NEW.id;
    RETURN NULL;
END $$;

DELETE FROM working_note USING ticket JOIN session ON session.id = ticket.session_id
WHERE ticket.attention_id = working_note.attention_id
AND (session.state = 'closed' OR ticket.state IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over'));
