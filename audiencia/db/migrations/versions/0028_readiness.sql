-- When somebody who attends last tried camera and microphone, and with what they were content. Nothing is kept of the devices.
CREATE TABLE device_test (
    staff_id integer PRIMARY KEY REFERENCES staff ON DELETE CASCADE,
    tested_at timestamptz NOT NULL,
    camera boolean NOT NULL
);

-- The list of what is ready and what is not goes to an office the evening and the hour before a jornada.
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('turn_near', 'turn_called', 'case_received', 'case_state',
    'case_clarification', 'case_answered', 'case_reminder', 'booking_confirmed', 'booking_reminder', 'staff_case_due',
    'staff_readiness'));

-- A rehearsal with simulated people, on a jornada that is marked as no real one (`session.demo`). Over: `stopped_at` is there,
-- or its jornada is closed.
CREATE TABLE practice (
    session_id integer PRIMARY KEY REFERENCES session ON DELETE CASCADE,
    started_by integer REFERENCES staff,
    started_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    people integer NOT NULL CHECK (people BETWEEN 1 AND 40),
    stopped_at timestamptz
);
