-- Who is in a call besides the citizen and its director (the host), or was asked into it: up to four guests, which the lock of the
-- host's queues holds (`MOST_GUESTS`). A room is the guest of one call at a time, as before.
DROP INDEX assist_live_host;
CREATE INDEX assist_host ON assist (host_room_id) WHERE ended_at IS NULL;

-- Nobody's guests are there when the next citizen is called, whichever program calls.
CREATE FUNCTION no_guest_of_another_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM assist WHERE host_room_id = NEW.room_id AND ended_at IS NULL AND ticket_id <> NEW.ticket_id) THEN
        RAISE EXCEPTION 'room % has a guest of another call', NEW.room_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_guest_of_another_call BEFORE INSERT ON reservation FOR EACH ROW EXECUTE FUNCTION no_guest_of_another_call();

-- In the order in which they came in; who came in later moves up when one leaves.
ALTER TABLE call_quality DROP CONSTRAINT call_quality_participant_check,
    ADD CONSTRAINT call_quality_participant_check CHECK (participant IN ('citizen', 'director', 'guest', 'guest2', 'guest3', 'guest4'));
