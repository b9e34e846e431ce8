-- News of a request about personal data. They are told of a visit too, and still when the case is withdrawn.
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check, ADD CONSTRAINT outbox_kind_check CHECK (kind IN (
    'turn_near', 'turn_called', 'case_received', 'case_state', 'case_clarification', 'case_answered', 'case_reminder',
    'booking_confirmed', 'booking_reminder', 'booking_called_off', 'booking_held', 'data_incident', 'data_right',
    'staff_case_due', 'staff_oversight', 'staff_readiness', 'staff_incident'));
