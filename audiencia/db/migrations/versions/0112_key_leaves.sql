-- A person's key is wrapped under a leaf of its epoch's key, which can be destroyed alone (audiencia/privacy/keytree.py). Processes
-- take numbers of leaves in blocks.
CREATE SEQUENCE key_leaf_block MINVALUE 0 START 0 MAXVALUE 67108863;

-- Suppressed: the key is gone, its leaf is destroyed in every folder of keys. Blocked: nobody but the office of personal data reads
-- it, for which the wrapped key lies where no other query looks.
ALTER TABLE person
    ADD COLUMN suppressed_at timestamptz,
    ADD COLUMN key_leaf bigint,
    ADD COLUMN blocked_at timestamptz,
    ADD COLUMN blocked_key bytea,
    ADD COLUMN blocked_for text CHECK (blocked_for IN ('retention', 'cancellation')),
    ADD CHECK (suppressed_at IS NULL OR (key_wrapped = '' AND blocked_key IS NULL)),
    ADD CHECK (blocked_key IS NULL OR (key_wrapped = '' AND blocked_at IS NOT NULL)),
    ADD CHECK ((blocked_at IS NULL) = (blocked_for IS NULL)),
    ADD CHECK (key_leaf IS NULL OR suppressed_at IS NOT NULL);
CREATE INDEX person_suppressed ON person (suppressed_at, key_leaf) WHERE key_leaf IS NOT NULL;
CREATE INDEX person_blocked ON person (blocked_at) WHERE blocked_key IS NOT NULL;
