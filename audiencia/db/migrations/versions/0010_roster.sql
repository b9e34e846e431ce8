-- Who attends in a jornada, who stands in for them, and what is offered to those who wait when somebody cannot attend.

-- Stands in for others of the department: attends once a moderator seats them.
ALTER TABLE staff ADD COLUMN stands_in boolean NOT NULL DEFAULT false;

CREATE TABLE roster (
    session_id integer NOT NULL REFERENCES session,
    staff_id integer NOT NULL REFERENCES staff,
    department_id integer NOT NULL REFERENCES department,
    part text NOT NULL CHECK (part IN ('director', 'substitute', 'away')),
    reason text,
    PRIMARY KEY (session_id, staff_id),
    CHECK ((part = 'away') = (reason IS NOT NULL))
);
CREATE INDEX roster_department ON roster (session_id, department_id);
INSERT INTO roster (session_id, staff_id, department_id, part)
SELECT session.id, staff.id, staff.department_id, 'director' FROM session, staff
WHERE session.state <> 'closed' AND staff.role = 'director' AND staff.active;

-- What somebody who waits was offered, and what they chose. It holds while they wait in that queue and it is not withdrawn.
CREATE TABLE offer (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket_id uuid NOT NULL REFERENCES ticket,
    queue_id integer NOT NULL REFERENCES queue,
    reason text NOT NULL,
    to_queues integer[] NOT NULL,
    made_by integer NOT NULL REFERENCES staff,
    made_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    choice text CHECK (choice IN ('wait', 'department', 'next_session', 'telephone')),
    chosen_at timestamptz,
    chosen_queue integer REFERENCES queue,
    CHECK ((choice IS NULL) = (chosen_at IS NULL)),
    CHECK ((choice IS NOT DISTINCT FROM 'department') = (chosen_queue IS NOT NULL))
);
CREATE INDEX offer_queue ON offer (queue_id);
CREATE UNIQUE INDEX offer_live ON offer (ticket_id) WHERE withdrawn_at IS NULL;
