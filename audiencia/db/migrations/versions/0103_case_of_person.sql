-- For `forget_ways_of_concluded` (audiencia/notifications/notify.sql), which read all cases.
CREATE INDEX case_file_person ON case_file (person_id);
