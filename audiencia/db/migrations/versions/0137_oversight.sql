-- All departments' cases that are owed an answer, and what fell due, for those who oversee the departments; and what they are told
-- once a week.
CREATE INDEX case_owed ON case_file (list_rank, id) INCLUDE (department_id, topic_id, state, assigned_to)
    WHERE stage = 'open' AND kind = 'petition' AND NOT blocked AND NOT demo;
CREATE INDEX case_first_due ON case_file (first_due_on) INCLUDE (department_id, topic_id, first_answered_on)
    WHERE kind = 'petition' AND NOT blocked AND NOT demo;
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check, ADD CONSTRAINT outbox_kind_check CHECK (kind IN (
    'turn_near', 'turn_called', 'case_received', 'case_state', 'case_clarification', 'case_answered', 'case_reminder',
    'booking_confirmed', 'booking_reminder', 'booking_called_off', 'booking_held', 'data_incident',
    'staff_case_due', 'staff_oversight', 'staff_readiness', 'staff_incident'));
