-- The chain over the record of accesses (audiencia/privacy/audit_chain.py), written by one process at a time, behind the entries.
CREATE TABLE audit_seal (
    seq bigint PRIMARY KEY,
    entry_id bigint NOT NULL UNIQUE,
    digest bytea NOT NULL,
    hash bytea NOT NULL
);
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Its end after each run, signed. `clock_at` is of the machine, which no demonstration moves.
CREATE TABLE audit_checkpoint (
    seq bigint PRIMARY KEY,
    hash bytea NOT NULL,
    upto bigint NOT NULL,
    drained_at timestamptz,
    made_at timestamptz NOT NULL,
    signature bytea NOT NULL,
    clock_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER audit_checkpoint_append_only BEFORE UPDATE OR DELETE ON audit_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- What comparing all of it came to, the last time: no flaw, or the first one.
CREATE TABLE audit_comparison (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    at timestamptz NOT NULL,
    entries bigint NOT NULL,
    flaw text CHECK (flaw IN ('changed', 'removed', 'inserted', 'reordered', 'forged', 'cut_off')),
    seq bigint,
    entry_id bigint,
    CHECK ((flaw IS NULL) = (seq IS NULL))
);
