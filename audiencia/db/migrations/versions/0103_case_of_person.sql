-- Whose ways of being told are no longer needed, and whatever else is asked of one person's cases.
CREATE INDEX case_file_person ON case_file (person_id);
