-- What is published of petitions, and so never changes: until when an answer was promised first, and when the first one was given.
-- Of petitions from before, whose term was moved since, the first one is not known any more: they are in no figure.
ALTER TABLE case_file ADD COLUMN first_due_on date, ADD COLUMN first_answered_on date;
UPDATE case_file SET
first_due_on = CASE WHEN EXISTS (SELECT FROM case_event WHERE case_id = case_file.id AND kind IN ('asked', 'reopened')) THEN NULL ELSE due_on END,
first_answered_on = (
    SELECT (min(at) AT TIME ZONE 'America/Mexico_City')::date FROM case_event WHERE case_id = case_file.id AND kind = 'answered');
