-- Whether a topic led to another department before (docs/decisions/047): all visits about it are kept as complaints.
ALTER TABLE topic ADD COLUMN led_before boolean NOT NULL DEFAULT false;

CREATE FUNCTION topic_led_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.led_before := true;
    RETURN NEW;
END $$;
CREATE TRIGGER topic_led_before BEFORE UPDATE OF leads_to ON topic FOR EACH ROW
    WHEN (OLD.leads_to IS NOT NULL AND NEW.leads_to IS NULL) EXECUTE FUNCTION topic_led_before();

CREATE OR REPLACE FUNCTION is_of_complaint(visit attention) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM topic WHERE (leads_to IS NOT NULL OR led_before) AND (id = visit.topic_id OR id IN (
            SELECT topic_id FROM further_matter WHERE attention_id = visit.id AND begun_at IS NOT NULL))
    ) OR EXISTS (SELECT FROM case_file WHERE id IN (visit.about_case, visit.id) AND kind = 'complaint')
$$;
