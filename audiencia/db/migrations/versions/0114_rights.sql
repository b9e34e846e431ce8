-- Requests for access, rectification, cancellation, opposition and portability (arts. 97-112), each about what lies under one folio.
-- Terms are days of the calendar of petitions (audiencia/rights/domain/terms.py).
CREATE TABLE rights_request (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    -- The visit or petition of the folio, and which of them it is.
    about uuid NOT NULL,
    about_kind text NOT NULL CHECK (about_kind IN ('attention', 'case')),
    folio text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('access', 'rectification', 'cancellation', 'opposition', 'portability')),
    capacity text NOT NULL CHECK (capacity IN ('self', 'representative', 'guardian', 'deceased')),
    means text NOT NULL CHECK (means IN ('web', 'counter')),
    taken_by integer REFERENCES staff,
    -- Who asks, in which capacity and on what ground, in words.
    asker_sealed bytea,
    -- By what it was known who asks; empty until it is.
    identity text CHECK (identity IN ('folio_pin', 'voter_card', 'passport', 'licence', 'professional_card', 'other')),
    identified_by integer REFERENCES staff,
    state text NOT NULL CHECK (state IN ('received', 'asked', 'granted', 'done', 'refused', 'not_competent')),
    decision text CHECK (decision IN ('granted', 'partly', 'refused')),
    version integer NOT NULL DEFAULT 1,
    made_at timestamptz NOT NULL,
    received_on date NOT NULL,
    due_on date NOT NULL,
    calendar text NOT NULL,
    stopped_on date,
    days_left integer CHECK (days_left >= 0),
    ask_by date NOT NULL,
    not_competent_by date NOT NULL,
    clarify_by date,
    extended boolean NOT NULL DEFAULT false,
    effect_by date,
    decided_at timestamptz,
    closed_at timestamptz,
    CHECK ((means = 'web') = (taken_by IS NULL)),
    CHECK (identity = 'folio_pin' OR (identity IS NULL) = (identified_by IS NULL)),
    CHECK ((stopped_on IS NULL) = (days_left IS NULL) AND (state = 'asked') = (stopped_on IS NOT NULL)),
    CHECK (stopped_on IS NULL OR clarify_by IS NOT NULL),
    CHECK ((state IN ('granted', 'done')) = (effect_by IS NOT NULL)),
    CHECK ((decision IS NULL) = (decided_at IS NULL) AND (state IN ('granted', 'done', 'refused')) = (decision IS NOT NULL)),
    CHECK (state NOT IN ('granted', 'done') OR identity IS NOT NULL),
    CHECK ((state IN ('done', 'refused', 'not_competent')) = (closed_at IS NOT NULL))
);
CREATE INDEX rights_request_person ON rights_request (person_id, made_at);
CREATE INDEX rights_request_made ON rights_request (made_at);
CREATE INDEX rights_request_open ON rights_request (due_on) WHERE state IN ('received', 'asked', 'granted');

-- What happened to a request, in order, with what was written. Append only.
CREATE TABLE rights_event (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    request_id uuid NOT NULL REFERENCES rights_request,
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('made', 'asked', 'clarified', 'extended', 'not_competent', 'identified', 'decided', 'done', 'taken')),
    actor_kind text NOT NULL CHECK (actor_kind IN ('citizen', 'staff', 'system')),
    actor_id integer REFERENCES staff,
    text_sealed bytea
);
CREATE INDEX rights_event_request ON rights_event (request_id, seq);
CREATE TRIGGER rights_event_append_only BEFORE UPDATE OR DELETE ON rights_event FOR EACH STATEMENT EXECUTE FUNCTION append_only();
