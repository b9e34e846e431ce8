-- From the first to the last of these days, in the municipality's time zone, public pages tell of no achievements and name no
-- official. One that was lifted before its end stays here, with who did it.
CREATE TABLE election_period (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    begins_on date NOT NULL,
    ends_on date NOT NULL,
    set_by integer NOT NULL REFERENCES staff,
    set_at timestamptz NOT NULL DEFAULT app_now(),
    lifted_by integer REFERENCES staff,
    lifted_at timestamptz,
    CHECK (begins_on <= ends_on),
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
CREATE INDEX election_period_live ON election_period (ends_on) WHERE lifted_at IS NULL;
