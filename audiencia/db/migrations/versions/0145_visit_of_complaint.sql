-- Whether a visit is, was in a matter that began in it, or became a complaint about public servants: nothing that is written about it
-- is kept on a device.
CREATE FUNCTION is_of_complaint(visit attention) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM topic WHERE leads_to IS NOT NULL AND (id = visit.topic_id OR id IN (
            SELECT topic_id FROM further_matter WHERE attention_id = visit.id AND begun_at IS NOT NULL))
    ) OR EXISTS (SELECT FROM case_file WHERE id IN (visit.about_case, visit.id) AND kind = 'complaint')
$$;
