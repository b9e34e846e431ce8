-- Cases: what somebody answers in time. They begin as a petition (web, counter, telephone), with an audience's outcome "in
-- process", or with a number that closing time cut off. One that comes from an audience has the attention's id, folio and PIN.

-- `subject` is written by staff and holds nothing personal.
-- `stage`: whether an answer is owed, was given, or it is over. `list_rank`: the place in the lists of a stage, as days since 2000:
-- first what is due first, last what stands still (`STOPPED_RANK` in audiencia/cases/store/inbox.py); of what is owed no more, the
-- newest first. One index gives each list in its order, and each page of it by the last row that was seen.
CREATE TABLE case_file (
    id uuid PRIMARY KEY,
    folio text NOT NULL UNIQUE,
    person_id uuid NOT NULL REFERENCES person,
    attention_id uuid UNIQUE REFERENCES attention,
    source text NOT NULL CHECK (source IN ('web', 'counter', 'telephone', 'audience', 'carried_over')),
    kind text NOT NULL DEFAULT 'petition' CHECK (kind IN ('petition', 'complaint')),
    topic_id integer REFERENCES topic,
    department_id integer NOT NULL REFERENCES department,
    about_department_id integer REFERENCES department,
    state text NOT NULL DEFAULT 'received'
        CHECK (state IN ('received', 'assigned', 'in_process', 'answered', 'concluded', 'reopened')),
    version bigint NOT NULL DEFAULT 1,
    assigned_to integer REFERENCES staff,
    secret_generation integer NOT NULL DEFAULT 1,
    language text NOT NULL CHECK (language IN ('es-MX', 'en')),
    demo boolean NOT NULL DEFAULT false,
    made_by integer REFERENCES staff,
    made_at timestamptz NOT NULL,
    received_on date NOT NULL,
    due_on date NOT NULL,
    calendar text NOT NULL,
    stopped_on date,
    days_left integer CHECK (days_left >= 0),
    asked_until date,
    answered_at timestamptz,
    silence_until timestamptz,
    concluded_at timestamptz,
    conclusion text CHECK (conclusion IN ('citizen', 'silence')),
    rating smallint CHECK (rating BETWEEN 1 AND 5),
    answer_by text NOT NULL DEFAULT 'page' CHECK (answer_by IN ('page', 'email', 'telephone', 'counter')),
    behalf text NOT NULL DEFAULT 'self' CHECK (behalf IN ('self', 'group', 'minor')),
    anonymous boolean NOT NULL DEFAULT false,
    subject text NOT NULL DEFAULT '' CHECK (length(subject) <= 200),
    contact_index bytea,
    name_index bytea,
    name_sealed bytea,
    matter_sealed bytea NOT NULL,
    place_sealed bytea,
    contact_sealed bytea,
    behalf_sealed bytea,
    stage text NOT NULL GENERATED ALWAYS AS (CASE state WHEN 'answered' THEN 'answered' WHEN 'concluded' THEN 'concluded'
        ELSE 'open' END) STORED,
    list_rank integer NOT NULL GENERATED ALWAYS AS (CASE
        WHEN state IN ('answered', 'concluded') THEN DATE '2000-01-01' - due_on
        WHEN stopped_on IS NOT NULL THEN 1000000
        ELSE due_on - DATE '2000-01-01' END) STORED,
    warned_on date,
    CHECK (attention_id IS NULL OR attention_id = id),
    CHECK ((source IN ('audience', 'carried_over')) = (attention_id IS NOT NULL)),
    CHECK ((stopped_on IS NULL) = (days_left IS NULL)),
    CHECK (stopped_on IS NULL OR asked_until IS NOT NULL),
    CHECK (about_department_id IS NULL OR (kind = 'complaint' AND about_department_id <> department_id)),
    CHECK (NOT anonymous OR name_sealed IS NULL),
    -- Only what was answered is concluded.
    CHECK (state NOT IN ('answered', 'concluded') OR answered_at IS NOT NULL),
    CHECK ((state = 'concluded') = (concluded_at IS NOT NULL) AND (concluded_at IS NULL) = (conclusion IS NULL)),
    CHECK ((state = 'answered') = (silence_until IS NOT NULL))
);
CREATE INDEX case_silence ON case_file (silence_until) WHERE state = 'answered';
CREATE INDEX case_asked ON case_file (asked_until) WHERE asked_until IS NOT NULL;
CREATE INDEX case_contact ON case_file (contact_index) WHERE contact_index IS NOT NULL;
CREATE INDEX case_name ON case_file (name_index) WHERE name_index IS NOT NULL;
CREATE INDEX case_subject ON case_file USING gin (to_tsvector('spanish', subject));
CREATE INDEX case_list ON case_file (department_id, stage, list_rank, id) INCLUDE (state, assigned_to, source, topic_id);
CREATE INDEX case_due ON case_file (due_on, warned_on) WHERE stage = 'open' AND stopped_on IS NULL;

-- A visit can be about a case that is open already.
ALTER TABLE attention ADD FOREIGN KEY (about_case) REFERENCES case_file;

-- The transitions of audiencia/cases/domain/case.py, repeated: no other step can be written.
CREATE FUNCTION case_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
        ('received', 'assigned'), ('received', 'in_process'), ('received', 'answered'),
        ('assigned', 'in_process'), ('assigned', 'answered'), ('in_process', 'assigned'), ('in_process', 'answered'),
        ('answered', 'concluded'), ('answered', 'reopened'), ('concluded', 'reopened'),
        ('reopened', 'assigned'), ('reopened', 'in_process'), ('reopened', 'answered')) THEN
        RAISE EXCEPTION 'a case does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER case_transition BEFORE UPDATE OF state ON case_file FOR EACH ROW EXECUTE FUNCTION case_transition();

-- Who did what to a case, why (coded), and when. Append only; nothing personal.
CREATE TABLE case_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES case_file,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    from_state text,
    to_state text,
    actor_kind text NOT NULL CHECK (actor_kind IN ('citizen', 'staff', 'system')),
    actor_id integer REFERENCES staff,
    reason text,
    detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX case_event_case ON case_event (case_id, id);
CREATE TRIGGER case_event_append_only BEFORE UPDATE OR DELETE ON case_event
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- What the two sides write to each other, and staff among themselves (`note`, which no citizen reads). An answer is a document:
-- who answered it for which department, how it was to reach the person, and what proves that it did.
CREATE TABLE case_message (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES case_file,
    at timestamptz NOT NULL,
    author text NOT NULL CHECK (author IN ('citizen', 'staff')),
    staff_id integer REFERENCES staff,
    kind text NOT NULL CHECK (kind IN ('message', 'clarification', 'reply', 'answer', 'note')),
    content_sealed bytea NOT NULL,
    officer text,
    department_id integer REFERENCES department,
    delivery text CHECK (delivery IN ('page', 'email', 'telephone', 'counter')),
    delivered_at timestamptz,
    proof text,
    seen_at timestamptz,
    CHECK ((author = 'staff') = (staff_id IS NOT NULL)),
    CHECK ((kind = 'answer') = (officer IS NOT NULL AND department_id IS NOT NULL AND delivery IS NOT NULL)),
    CHECK ((delivered_at IS NULL) = (proof IS NULL))
);
CREATE INDEX case_message_case ON case_message (case_id, at);

-- A photograph or a document, cleaned (`privacy`: no metadata) before it was sealed. `digest` is keyed, over the content.
CREATE TABLE case_attachment (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES case_file,
    message_id uuid REFERENCES case_message,
    at timestamptz NOT NULL,
    author text NOT NULL CHECK (author IN ('citizen', 'staff')),
    staff_id integer REFERENCES staff,
    media_type text NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'application/pdf')),
    bytes integer NOT NULL CHECK (bytes > 0),
    digest bytea NOT NULL,
    name_sealed bytea NOT NULL,
    content_sealed bytea NOT NULL
);
ALTER TABLE case_attachment ALTER COLUMN content_sealed SET STORAGE EXTERNAL;
CREATE INDEX case_attachment_case ON case_attachment (case_id, at);

-- Receipts as PDF, sealed under the person's key. `mark`: keyed hash of the page that the PDF was made of, so that another
-- language, PIN, text or template is another paper.
CREATE TABLE case_paper (
    case_id uuid NOT NULL REFERENCES case_file ON DELETE CASCADE,
    mark bytea NOT NULL CHECK (length(mark) = 32),
    made_at timestamptz NOT NULL,
    content_sealed bytea NOT NULL CHECK (length(content_sealed) <= 1100000),
    PRIMARY KEY (case_id, mark)
);
CREATE INDEX case_paper_made ON case_paper (made_at);
