-- Public keys by which members of staff sign in (WebAuthn). `sign_count`: as the authenticator counted last, 0 where it does not count.
CREATE TABLE staff_passkey (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id integer NOT NULL REFERENCES staff,
    credential_id bytea NOT NULL UNIQUE,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    name text NOT NULL,
    since timestamptz NOT NULL DEFAULT app_now(),
    last_used_at timestamptz
);
CREATE INDEX staff_passkey_staff ON staff_passkey (staff_id);
-- Challenges are signed and not stored; one that was answered rightly counts no more, until it would have expired.
CREATE TABLE passkey_challenge_used (
    challenge bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX passkey_challenge_used_expiry ON passkey_challenge_used (expires_at);
