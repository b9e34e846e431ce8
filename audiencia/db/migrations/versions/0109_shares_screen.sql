-- The room's director shows a screen to the others of the call.
ALTER TABLE room ADD COLUMN shares_screen boolean NOT NULL DEFAULT false;

-- With the call, or its hold, the screen is gone: it comes back only by another press.
CREATE FUNCTION stop_sharing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.shares_screen := false;
    RETURN NEW;
END $$;
CREATE TRIGGER room_stops_sharing BEFORE UPDATE OF state ON room FOR EACH ROW
WHEN (OLD.shares_screen AND OLD.state <> NEW.state) EXECUTE FUNCTION stop_sharing();
