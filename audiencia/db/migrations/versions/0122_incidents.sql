-- Breaches of the security of personal data (arts. 53-55). The row is the head of its entries: what lists and alarms ask for.
CREATE TABLE incident (
    id uuid PRIMARY KEY,
    number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    made_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    authority_told_at timestamptz,
    people_told_at timestamptz,
    -- No notice is owed: nobody's rights are affected in a significant way.
    excused boolean NOT NULL DEFAULT false,
    closed_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CHECK (closed_at IS NULL OR excused OR (authority_told_at IS NOT NULL AND people_told_at IS NOT NULL))
);
CREATE INDEX incident_owed ON incident (due_at) WHERE NOT excused AND (authority_told_at IS NULL OR people_told_at IS NULL);

-- What was written, in order. Append only: what was wrong is written again. `facts`: of registrations and corrections, all of them.
CREATE TABLE incident_entry (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    incident_id uuid NOT NULL REFERENCES incident,
    at timestamptz NOT NULL,
    staff_id integer NOT NULL REFERENCES staff,
    kind text NOT NULL CHECK (kind IN ('registered', 'corrected', 'noted', 'authority_told', 'people_told', 'excused', 'closed')),
    facts jsonb,
    told_at timestamptz,
    text text NOT NULL DEFAULT '',
    CHECK ((kind IN ('registered', 'corrected')) = (facts IS NOT NULL)),
    CHECK ((kind IN ('authority_told', 'people_told')) = (told_at IS NOT NULL))
);
CREATE INDEX incident_entry_incident ON incident_entry (incident_id, seq);
CREATE TRIGGER incident_entry_append_only BEFORE UPDATE OR DELETE ON incident_entry FOR EACH STATEMENT EXECUTE FUNCTION append_only();

ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check, ADD CONSTRAINT outbox_kind_check CHECK (kind IN (
    'turn_near', 'turn_called', 'case_received', 'case_state', 'case_clarification', 'case_answered', 'case_reminder',
    'booking_confirmed', 'booking_reminder', 'booking_called_off', 'booking_held', 'data_incident',
    'staff_case_due', 'staff_readiness', 'staff_incident'));
