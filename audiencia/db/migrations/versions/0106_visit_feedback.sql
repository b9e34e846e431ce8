-- What people say of a visit: why it is not resolved for them, in their own words where they wrote some, and how they were served.
ALTER TABLE attention
    ADD COLUMN not_resolved_why text CHECK (not_resolved_why IN ('not_done', 'partly', 'unclear', 'disagree', 'other')),
    ADD COLUMN not_resolved_sealed bytea,
    ADD COLUMN rating smallint CHECK (rating BETWEEN 1 AND 5),
    ADD CHECK (not_resolved_why IS NULL OR citizen_says_resolved IS FALSE),
    ADD CHECK (not_resolved_sealed IS NULL OR not_resolved_why IS NOT NULL),
    ADD CHECK (rating IS NULL OR outcome IS NOT NULL);
