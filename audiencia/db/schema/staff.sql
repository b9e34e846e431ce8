-- Accounts of everybody who works at an audience (audiencia/staff/roles.py).

-- Who interprets in a language that a call cannot go without; never in two calls at once.
CREATE TABLE interpreter (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    helps_with text NOT NULL,
    name_es text NOT NULL,
    name_en text NOT NULL,
    present boolean NOT NULL DEFAULT true
);

-- Directors and assistants are of a department. Who was invited and has not chosen a password yet has none.
CREATE TABLE staff (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text NOT NULL UNIQUE CHECK (login = lower(login)),
    display_name text NOT NULL,
    role text NOT NULL CHECK (role IN ('director', 'assistant', 'interpreter', 'moderator', 'front_desk', 'mayor',
        'communication', 'privacy_officer', 'administrator', 'auditor')),
    department_id integer REFERENCES department,
    password_hash text,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    -- Stands in for others of the department: attends once a moderator seats them.
    stands_in boolean NOT NULL DEFAULT false,
    -- Which interpreter of the configuration somebody is.
    interpreter_id integer REFERENCES interpreter,
    CONSTRAINT staff_department_check CHECK (role NOT IN ('director', 'assistant') OR department_id IS NOT NULL),
    CHECK (interpreter_id IS NULL OR role = 'interpreter')
);
CREATE UNIQUE INDEX staff_interpreter ON staff (interpreter_id) WHERE active AND interpreter_id IS NOT NULL;

CREATE TABLE staff_session (
    token_hash bytea PRIMARY KEY,
    staff_id integer NOT NULL REFERENCES staff,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    -- Ended because another device took it over.
    moved boolean NOT NULL DEFAULT false CHECK (NOT moved OR ended_at IS NOT NULL)
);
CREATE INDEX staff_session_expiry ON staff_session (expires_at);

-- A code by which somebody chooses the own password, once and for some days. One at a time counts.
CREATE TABLE invitation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id integer NOT NULL REFERENCES staff,
    code_hash bytea NOT NULL UNIQUE,
    made_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL CHECK (expires_at > made_at),
    used_at timestamptz,
    withdrawn_at timestamptz,
    CHECK (used_at IS NULL OR withdrawn_at IS NULL)
);
CREATE UNIQUE INDEX invitation_open ON invitation (staff_id) WHERE used_at IS NULL AND withdrawn_at IS NULL;

-- What administrators changed of accounts: what it was before and after, so that it can be taken back. Never a password.
CREATE TABLE staff_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id integer NOT NULL REFERENCES staff,
    made_by integer NOT NULL REFERENCES staff,
    at timestamptz NOT NULL DEFAULT app_now(),
    before jsonb,
    after jsonb NOT NULL,
    undoes bigint REFERENCES staff_change
);
CREATE INDEX staff_change_staff ON staff_change (staff_id, id);
CREATE INDEX staff_change_made_by ON staff_change (made_by);
CREATE INDEX staff_change_undoes ON staff_change (undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER staff_change_append_only BEFORE UPDATE OR DELETE ON staff_change
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- When somebody who attends last tried camera and microphone, and with what they were content. Nothing is kept of the devices.
CREATE TABLE device_test (
    staff_id integer PRIMARY KEY REFERENCES staff ON DELETE CASCADE,
    tested_at timestamptz NOT NULL,
    camera boolean NOT NULL
);
