-- Whose account somebody of the identity provider has here (OpenID Connect Core, 5.7: issuer and subject). `withdrawn`: no group gave a
-- role at the last sign-in, which closed the account; one that does opens it again. What an administrator closed stays closed.
CREATE TABLE staff_identity (
    issuer text NOT NULL,
    subject text NOT NULL,
    staff_id integer NOT NULL UNIQUE REFERENCES staff,
    since timestamptz NOT NULL DEFAULT app_now(),
    withdrawn boolean NOT NULL DEFAULT false,
    PRIMARY KEY (issuer, subject)
);
-- Of passkeys and of the provider's answers.
ALTER TABLE passkey_challenge_used RENAME TO challenge_used;
ALTER INDEX passkey_challenge_used_pkey RENAME TO challenge_used_pkey;
ALTER INDEX passkey_challenge_used_expiry RENAME TO challenge_used_expiry;
