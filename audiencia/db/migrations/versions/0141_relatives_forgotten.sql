-- Whoever ends a link, a wait or a stay, in whichever way: the name was for the call alone. Number, times and notice stay.
ALTER TABLE relative ALTER COLUMN name_sealed DROP NOT NULL;
CREATE FUNCTION forget_relative() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name_sealed := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER relative_forgotten BEFORE UPDATE OF ended_at ON relative FOR EACH ROW
    WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION forget_relative();
UPDATE relative SET name_sealed = NULL WHERE ended_at IS NOT NULL;

-- `party` as `party_of_relative` writes it: a program that knows of rooms alone reads the number as a room's, and no room has it.
CREATE OR REPLACE VIEW call_guest AS
SELECT assist.id, 'room:' || assist.guest_room_id AS party, assist.guest_room_id, assist.host_room_id, assist.ticket_id, assist.joined_at
FROM assist WHERE assist.joined_at IS NOT NULL AND assist.ended_at IS NULL
UNION ALL
SELECT relative.id, 'relative:-' || relative.id, NULL, reservation.room_id, relative.ticket_id, relative.joined_at
FROM relative JOIN reservation ON reservation.ticket_id = relative.ticket_id AND reservation.ended_at IS NULL
WHERE relative.joined_at IS NOT NULL AND relative.ended_at IS NULL;
