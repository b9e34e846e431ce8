-- A case that was withdrawn is concluded without an answer: by the citizen, or with a minor's authorisation (audiencia/cases/domain/case.py).
-- That nothing else is so stands in the trigger from now on.
ALTER TABLE case_file DROP CONSTRAINT case_file_conclusion_check, DROP CONSTRAINT case_file_check6, ADD CONSTRAINT case_file_conclusion_check
    CHECK (conclusion IN ('citizen', 'silence', 'withdrawn', 'guardian_withdrew'));
CREATE OR REPLACE FUNCTION case_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'concluded' AND NEW.conclusion IN ('withdrawn', 'guardian_withdrew') THEN
        RETURN NEW;
    END IF;
    IF NEW.state IN ('answered', 'concluded') AND NEW.answered_at IS NULL THEN
        RAISE EXCEPTION 'a case that was not answered is not %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
        ('received', 'assigned'), ('received', 'in_process'), ('received', 'answered'),
        ('assigned', 'in_process'), ('assigned', 'answered'), ('in_process', 'assigned'), ('in_process', 'answered'),
        ('answered', 'concluded'), ('answered', 'reopened'), ('concluded', 'reopened'),
        ('reopened', 'assigned'), ('reopened', 'in_process'), ('reopened', 'answered')) THEN
        RAISE EXCEPTION 'a case does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
DROP TRIGGER case_transition ON case_file;
CREATE TRIGGER case_transition BEFORE INSERT OR UPDATE OF state, answered_at, conclusion ON case_file
    FOR EACH ROW EXECUTE FUNCTION case_transition();
