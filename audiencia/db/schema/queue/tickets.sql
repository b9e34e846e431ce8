-- One visit: its attention, its ticket in a queue, and the log of every transition.

CREATE TABLE attention (
    id uuid PRIMARY KEY,
    session_id integer NOT NULL REFERENCES session,
    person_id uuid NOT NULL REFERENCES person,
    topic_id integer NOT NULL REFERENCES topic,
    folio text NOT NULL UNIQUE,
    secret_generation integer NOT NULL DEFAULT 1,
    joined_at timestamptz NOT NULL,
    language text NOT NULL CHECK (language IN ('es-MX', 'en')),
    devices text NOT NULL DEFAULT 'unknown' CHECK (devices IN ('unknown', 'camera_and_microphone', 'microphone', 'none')),
    name_sealed bytea NOT NULL,
    matter_sealed bytea NOT NULL,
    contact_sealed bytea,
    adjustments_sealed bytea,
    outcome text CHECK (outcome IN ('resolved_immediately', 'in_process')),
    disposition text,
    note_citizen_sealed bytea,
    note_internal_sealed bytea,
    outcome_at timestamptz,
    outcome_by integer REFERENCES staff,
    citizen_says_resolved boolean,
    said_at timestamptz,
    reopened boolean NOT NULL DEFAULT false,
    carried_from uuid UNIQUE REFERENCES attention,
    -- The number to dial, where it is another than the contact; and who of the front desk took the person in.
    phone_sealed bytea,
    made_by integer REFERENCES staff,
    -- Each device that takes the ticket over ends the cookies before it. Folio and PIN, which people wrote down, stay as they are.
    device_generation integer NOT NULL DEFAULT 0,
    token_generation integer NOT NULL GENERATED ALWAYS AS (secret_generation + device_generation) STORED,
    -- How much a visit may cost on prepaid data; kept over its legs, so that a transfer does not bring the picture back.
    data_mode text NOT NULL DEFAULT 'normal' CHECK (data_mode IN ('normal', 'low', 'voice')),
    -- A case that is open already (cases.sql refers to it): then the matter keeps its folio and its term.
    about_case uuid,
    -- The citizen's page sends no picture for now, because its line is too narrow for voice and picture: the director reads why.
    camera_paused boolean NOT NULL DEFAULT false,
    CHECK ((outcome IS NULL) = (outcome_at IS NULL) AND (outcome IS NULL) = (disposition IS NULL)),
    CHECK ((citizen_says_resolved IS NULL) = (said_at IS NULL)),
    CHECK (NOT reopened OR (outcome IS NOT NULL AND citizen_says_resolved IS FALSE))
);
CREATE INDEX attention_made_by ON attention (made_by, session_id) WHERE made_by IS NOT NULL;
CREATE INDEX attention_recorded ON attention (session_id, outcome_by, outcome) INCLUDE (outcome_at) WHERE outcome IS NOT NULL;

-- Another matter that the citizen brought up: the next leg of the same attention, with the same seniority.
CREATE TABLE further_matter (
    id uuid PRIMARY KEY,
    attention_id uuid NOT NULL REFERENCES attention,
    queue_id integer NOT NULL REFERENCES queue,
    topic_id integer NOT NULL REFERENCES topic,
    matter_sealed bytea NOT NULL,
    asked_at timestamptz NOT NULL,
    begun_at timestamptz,
    withdrawn_at timestamptz,
    CHECK (num_nonnulls(begun_at, withdrawn_at) <= 1)
);
CREATE INDEX further_matter_attention ON further_matter (attention_id, asked_at);

CREATE TABLE ticket (
    id uuid PRIMARY KEY,
    attention_id uuid NOT NULL REFERENCES attention,
    session_id integer NOT NULL REFERENCES session,
    queue_id integer NOT NULL REFERENCES queue,
    number text NOT NULL,
    state text NOT NULL CHECK (state IN ('booked', 'waiting', 'ready_check', 'postponed', 'called', 'connecting',
        'in_call', 'on_hold', 'reconnecting', 'wrap_up', 'outcome_pending', 'absent', 'no_show', 'served', 'left',
        'cancelled', 'lapsed', 'carried_over')),
    version bigint NOT NULL DEFAULT 1,
    joined_at timestamptz NOT NULL,
    to_front boolean NOT NULL DEFAULT false,
    calls integer NOT NULL DEFAULT 0,
    moves integer NOT NULL DEFAULT 0,
    state_since timestamptz NOT NULL,
    connected boolean NOT NULL DEFAULT false,
    grace_until timestamptz,
    preferential boolean NOT NULL DEFAULT false,
    ready boolean NOT NULL DEFAULT false,
    ready_until timestamptz,
    asked_at_call integer,
    skips integer NOT NULL DEFAULT 0,
    passes_from integer NOT NULL DEFAULT 0,
    not_before timestamptz,
    after_calls integer,
    wanted_director integer REFERENCES staff,
    needs text,
    first_called_at timestamptz,
    disconnected_at timestamptz,
    -- Keyed blind indexes (audiencia/privacy/crypto.py); gone, as `needs` is, when the ticket ends.
    contact_index bytea,
    device_index bytea,
    -- How a person is attended (audiencia/queue/domain/medium.py). Nobody asks a telephone person through a page, and a telephone
    -- call is not held in the live room: its state would say what nobody can see.
    medium text NOT NULL DEFAULT 'video' CHECK (medium IN ('video', 'phone', 'counter')),
    UNIQUE (session_id, number),
    CHECK ((state = 'ready_check') = (ready_until IS NOT NULL)),
    CHECK ((state = 'postponed') = (num_nonnulls(not_before, after_calls) = 1)),
    CHECK (state IN ('waiting', 'ready_check') OR NOT ready),
    CHECK (state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over')
           OR num_nonnulls(contact_index, device_index, needs) = 0),
    CHECK (medium <> 'phone' OR state NOT IN ('ready_check', 'on_hold'))
);
CREATE UNIQUE INDEX ticket_one_per_attention ON ticket (attention_id);
CREATE INDEX ticket_active ON ticket (queue_id)
    WHERE state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show');
CREATE INDEX ticket_line ON ticket (queue_id, (NOT to_front), joined_at, id) WHERE state IN ('waiting', 'ready_check');
CREATE INDEX ticket_preferential ON ticket (queue_id, joined_at, id)
    WHERE preferential AND state IN ('waiting', 'ready_check');
CREATE INDEX ticket_due ON ticket (state) WHERE state IN ('ready_check', 'postponed', 'in_call', 'on_hold', 'reconnecting');
-- Every ticket of a queue, ended ones too: other indexes of a queue leave those out, or hold what is erased when they end.
CREATE INDEX ticket_of_queue ON ticket (queue_id);
-- One active ticket per person, department and session (invariant 1) is held by the browser; a ticket of another person who uses
-- the same one has no device. Whoever was attended and whose outcome is still owed is in no queue: no step leads back into one.
CREATE UNIQUE INDEX ticket_one_per_device ON ticket (queue_id, device_index)
    WHERE state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending');
-- Not unique, because a telephone or e-mail is not proven: refused for it, whoever wrote somebody's number learned whether they
-- wait, and kept its owner out. It only shows the staff possible duplicates (docs/decisions/043).
CREATE INDEX ticket_contact ON ticket (queue_id, contact_index)
    WHERE state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending');
CREATE TRIGGER ticket_transition BEFORE UPDATE OF state ON ticket FOR EACH ROW
WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION follow_transitions(
    'absent called', 'absent cancelled', 'absent carried_over', 'absent waiting', 'booked cancelled', 'booked lapsed',
    'booked left', 'booked waiting', 'called absent', 'called carried_over', 'called connecting', 'called no_show',
    'called waiting', 'connecting in_call', 'in_call on_hold', 'in_call reconnecting', 'in_call waiting',
    'in_call wrap_up', 'no_show waiting', 'on_hold in_call', 'on_hold reconnecting', 'on_hold waiting',
    'on_hold wrap_up', 'outcome_pending served', 'postponed cancelled', 'postponed carried_over', 'postponed left',
    'postponed waiting', 'ready_check called', 'ready_check cancelled', 'ready_check carried_over',
    'ready_check left', 'ready_check postponed', 'ready_check waiting', 'reconnecting in_call',
    'reconnecting waiting', 'reconnecting wrap_up', 'waiting called', 'waiting cancelled', 'waiting carried_over',
    'waiting left', 'waiting postponed', 'waiting ready_check', 'wrap_up outcome_pending', 'wrap_up served',
    'wrap_up waiting'
);

-- Whether a visit may not wait or be heard in a queue: it brought a complaint about that department, or is about a complaint now
-- that another queue receives (docs/decisions/047).
CREATE FUNCTION complaint_stays(visit uuid, line integer) RETURNS boolean STABLE LANGUAGE sql AS $$
    WITH brought AS (
        SELECT topic_id, 0 AS begun, NULL::timestamptz AS begun_at FROM attention WHERE id = visit
        UNION ALL
        SELECT topic_id, 1, begun_at FROM further_matter WHERE attention_id = visit AND withdrawn_at IS NULL
    ), complaint AS (
        SELECT topic.department_id, topic.leads_to,
            brought.topic_id = (SELECT topic_id FROM brought WHERE begun = 0 OR begun_at IS NOT NULL
                                ORDER BY begun DESC, begun_at DESC LIMIT 1) AS now
        FROM brought JOIN topic ON topic.id = brought.topic_id WHERE topic.leads_to IS NOT NULL
    )
    SELECT EXISTS (SELECT FROM complaint JOIN queue ON queue.id = line
                   WHERE complaint.department_id = queue.department_id OR (now AND leads_to <> queue.department_id))
$$;

CREATE FUNCTION ticket_complaint_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF complaint_stays(NEW.attention_id, NEW.queue_id) THEN
        RAISE EXCEPTION 'a complaint does not wait in this line' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER ticket_complaint_joins BEFORE INSERT ON ticket FOR EACH ROW EXECUTE FUNCTION ticket_complaint_stays();
CREATE TRIGGER ticket_complaint_moves BEFORE UPDATE OF queue_id ON ticket FOR EACH ROW
WHEN (OLD.queue_id <> NEW.queue_id) EXECUTE FUNCTION ticket_complaint_stays();

-- The log of every transition: who, why (coded), when. Append only; nothing personal. No foreign keys, because it is written with
-- every command and names rows that the same transaction has locked or written, of which none is ever removed.
CREATE TABLE event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT app_now(),
    session_id integer,
    queue_id integer,
    room_id integer,
    ticket_id uuid,
    kind text NOT NULL,
    from_state text,
    to_state text,
    actor_kind text NOT NULL CHECK (actor_kind IN ('citizen', 'staff', 'system')),
    actor_id integer,
    reason text,
    detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX event_ticket ON event (ticket_id, id);
-- What happened last in a session is read at each of its changes, however long the log of the earlier ones is.
CREATE INDEX event_session ON event (session_id, id);
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event FOR EACH STATEMENT EXECUTE FUNCTION append_only();
