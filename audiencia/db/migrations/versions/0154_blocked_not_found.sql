-- Blind indexes serve searches alone, and no search finds a blocked case: they go with the blocking, whichever program does it or corrects
-- the case afterwards.
CREATE FUNCTION blocked_case_is_not_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.contact_index := NULL;
    NEW.name_index := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER blocked_case_is_not_found BEFORE UPDATE OF blocked, contact_index, name_index ON case_file FOR EACH ROW
    WHEN (NEW.blocked AND num_nonnulls(NEW.contact_index, NEW.name_index) > 0) EXECUTE FUNCTION blocked_case_is_not_found();
UPDATE case_file SET contact_index = NULL, name_index = NULL WHERE blocked AND num_nonnulls(contact_index, name_index) > 0;
