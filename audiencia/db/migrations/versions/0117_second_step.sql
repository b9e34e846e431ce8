-- Whose application shows codes (TOTP, RFC 6238). The secret is derived from the keys, the account and `salt`; it is kept nowhere.
-- `last_step`: of the newest code that was used, which counts no more, nor any before it.
CREATE TABLE staff_totp (
    staff_id integer PRIMARY KEY REFERENCES staff,
    salt text NOT NULL,
    last_step bigint NOT NULL,
    since timestamptz NOT NULL DEFAULT app_now()
);
-- What lets somebody in once who has lost the application or the key. Of each only a keyed hash is kept.
CREATE TABLE staff_recovery_code (
    staff_id integer NOT NULL REFERENCES staff,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (staff_id, code_hash)
);
-- Somebody whose password was right, and who is not signed in yet: the second step is to be done (`factor`), or to be set up (`enrol`).
CREATE TABLE sign_in_step (
    token_hash bytea PRIMARY KEY,
    staff_id integer NOT NULL REFERENCES staff,
    needs text NOT NULL CHECK (needs IN ('factor', 'enrol')),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_step_staff ON sign_in_step (staff_id);
CREATE INDEX sign_in_step_expiry ON sign_in_step (expires_at);
-- The second step of an account was taken away by an administrator, or by a command (`reset_by` is empty). `told_at`: its owner knows.
CREATE TABLE factor_reset (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id integer NOT NULL REFERENCES staff,
    reset_by integer REFERENCES staff,
    at timestamptz NOT NULL DEFAULT app_now(),
    told_at timestamptz
);
CREATE INDEX factor_reset_untold ON factor_reset (staff_id) WHERE told_at IS NULL;
CREATE INDEX factor_reset_by ON factor_reset (reset_by);
ALTER TABLE attempt DROP CONSTRAINT attempt_kind_check, ADD CONSTRAINT attempt_kind_check CHECK (kind IN ('pin', 'login', 'factor'));
