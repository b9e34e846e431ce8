-- Lists of a department leave out cases of invented people, and what fell due goes on counting when it is blocked.
DROP INDEX case_list;
CREATE INDEX case_list ON case_file (department_id, stage, list_rank, id) INCLUDE (state, assigned_to, source, topic_id, demo);
DROP INDEX case_first_due;
CREATE INDEX case_first_due ON case_file (first_due_on) INCLUDE (department_id, topic_id, first_answered_on)
    WHERE kind = 'petition' AND NOT demo;
