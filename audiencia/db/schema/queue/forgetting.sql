-- What is erased with the end of a ticket or of a session.

-- Whatever ends a ticket, in whichever way, destroys in the same transaction what was only for the time until then.
CREATE FUNCTION forget_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM chat_message WHERE ticket_id = NEW.id;
    DELETE FROM announcement WHERE ticket_id = NEW.id;
    DELETE FROM device_code WHERE ticket_id = NEW.id;
    DELETE FROM working_note WHERE attention_id = NEW.attention_id;
    DELETE FROM notice_way WHERE ticket_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER ticket_forgotten AFTER UPDATE OF state ON ticket FOR EACH ROW
    WHEN (NEW.state IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION forget_ticket();

-- Whoever did not come is final once the session is closed.
CREATE FUNCTION forget_no_shows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM chat_message USING ticket WHERE ticket.id = chat_message.ticket_id AND ticket.session_id = NEW.id;
    DELETE FROM announcement USING ticket WHERE ticket.id = announcement.ticket_id AND ticket.session_id = NEW.id;
    DELETE FROM device_code USING ticket WHERE ticket.id = device_code.ticket_id AND ticket.session_id = NEW.id;
    DELETE FROM working_note USING ticket
    WHERE ticket.attention_id = working_note.attention_id AND ticket.session_id = NEW.id;
    DELETE FROM notice_way USING ticket WHERE ticket.id = notice_way.ticket_id AND ticket.session_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER no_shows_forgotten AFTER UPDATE OF state ON session FOR EACH ROW
    WHEN (NEW.state = 'closed' AND NEW.state <> OLD.state) EXECUTE FUNCTION forget_no_shows();
