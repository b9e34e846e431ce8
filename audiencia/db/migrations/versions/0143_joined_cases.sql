-- Cases of one reported thing, which an officer joined, share a number; one that has it alone is joined with nothing.
ALTER TABLE case_file ADD COLUMN joined_as uuid;
CREATE INDEX case_joined ON case_file (joined_as) WHERE joined_as IS NOT NULL;

-- Of another department, withdrawn, blocked or emptied: whichever program did it, it is joined no more.
CREATE FUNCTION case_leaves_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.joined_as := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER case_leaves_others BEFORE UPDATE OF department_id, blocked, conclusion ON case_file FOR EACH ROW
    WHEN (NEW.joined_as IS NOT NULL AND (NEW.department_id <> OLD.department_id OR NEW.blocked
        OR NEW.conclusion IN ('withdrawn', 'guardian_withdrew')))
    EXECUTE FUNCTION case_leaves_others();
