-- Keys, consent and the record of accesses. Columns named *_sealed, in all files of the schema, are AES-GCM under the person's
-- key (audiencia/privacy/crypto.py); nothing else is personal.

-- Which keys belong to this database: found out when a node starts with others, before anything is sealed under them.
CREATE TABLE installation (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    pepper_fingerprint text NOT NULL,
    -- Tells media workers, hints in Redis and folders of keys from those of another installation.
    id uuid NOT NULL DEFAULT gen_random_uuid()
);

-- A person exists for one attention or case alone: destroying `key_wrapped` destroys all that is sealed under it.
CREATE TABLE person (
    id uuid PRIMARY KEY,
    key_wrapped bytea NOT NULL,
    key_epoch integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now()
);

-- One that was given by word of mouth names the member of staff before whom, who read the notice out.
CREATE TABLE consent (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    purpose text NOT NULL,
    notice_version text NOT NULL,
    notice_hash text NOT NULL,
    given_at timestamptz NOT NULL,
    means text NOT NULL CHECK (means IN ('web', 'telephone', 'counter')),
    revoked_at timestamptz,
    witness integer REFERENCES staff,
    UNIQUE (person_id, purpose),
    CHECK ((means = 'web') = (witness IS NULL))
);

-- Each access by staff to what is sealed: who, to what, why. `object_id` is pseudonymous.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT app_now(),
    actor_kind text NOT NULL CHECK (actor_kind IN ('citizen', 'staff', 'system')),
    actor_id integer REFERENCES staff,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id text NOT NULL,
    why text NOT NULL
);
CREATE INDEX audit_object ON audit (object_kind, object_id);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_disclosed ON audit (at) WHERE action = 'disclosed';
-- A list that refreshes by itself shows the same matter many times: it is one disclosure to that person.
CREATE UNIQUE INDEX audit_disclosed_once ON audit (actor_id, action, object_kind, object_id, why) WHERE action = 'disclosed';
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Failed attempts at a folio's PIN or a login, counted here so that all nodes and restarts see them.
CREATE TABLE attempt (
    kind text NOT NULL CHECK (kind IN ('pin', 'login')),
    subject_hash bytea NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    blocked_until timestamptz,
    last_at timestamptz NOT NULL DEFAULT app_now(),
    -- When this subject, a keyed hash of a browser with one folio or login, was right last; empty for networks.
    right_at timestamptz,
    PRIMARY KEY (kind, subject_hash)
);

-- What was met and does not open, though its person was not erased: where it is kept, and nothing of what it says.
CREATE TABLE unreadable (
    place text NOT NULL,
    object_id uuid NOT NULL,
    noticed_at timestamptz NOT NULL,
    PRIMARY KEY (place, object_id)
);
