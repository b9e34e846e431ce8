-- The mayor: knocking at calls, and commitments.

-- A knock asks the director and the citizen of a call whether a third may come in. Both agree, or it does not happen. What each
-- answered is forgotten when it is over, so that nobody learns afterwards who refused, nor whether anybody did.
ALTER TABLE assist
    ADD COLUMN kind text NOT NULL DEFAULT 'invited' CHECK (kind IN ('invited', 'knock')),
    ADD COLUMN host_agrees boolean,
    ADD COLUMN citizen_agrees boolean,
    ADD CHECK (num_nonnulls(host_agrees, citizen_agrees) = 0 OR (kind = 'knock' AND ended_at IS NULL)),
    ADD CHECK (kind = 'invited' OR joined_at IS NULL OR ended_at IS NOT NULL
               OR (host_agrees IS TRUE AND citizen_agrees IS TRUE));

-- What somebody of the municipality promised a citizen: who does it, and until when.
CREATE TABLE commitment (
    id uuid PRIMARY KEY,
    attention_id uuid NOT NULL REFERENCES attention,
    made_at timestamptz NOT NULL,
    made_by integer NOT NULL REFERENCES staff,
    department_id integer REFERENCES department,
    staff_id integer REFERENCES staff,
    due date NOT NULL,
    text_sealed bytea NOT NULL,
    done_at timestamptz,
    done_by integer REFERENCES staff,
    withdrawn_at timestamptz,
    withdrawn_by integer REFERENCES staff,
    CHECK (num_nonnulls(department_id, staff_id) = 1),
    CHECK (num_nonnulls(done_at, withdrawn_at) <= 1),
    CHECK ((done_at IS NULL) = (done_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE INDEX commitment_attention ON commitment (attention_id, made_at);
CREATE INDEX commitment_open ON commitment (due) WHERE done_at IS NULL AND withdrawn_at IS NULL;
