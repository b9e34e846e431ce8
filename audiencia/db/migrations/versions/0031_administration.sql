-- Services of the directory have a history of their changes, as departments and topics have.
-- docs/decisions/039-services-in-pages.md
ALTER TABLE catalogue_change DROP CONSTRAINT catalogue_change_kind_check,
    ADD CONSTRAINT catalogue_change_kind_check CHECK (
        kind IN ('department', 'topic', 'holiday', 'opening', 'note_template', 'step_template', 'service')
    );

-- Those that are there already are the first versions: what `audiencia.catalogue` says of the files, without what is empty.
INSERT INTO catalogue_change (kind, key, version, value, source)
SELECT 'service', d.slug || '/' || s.slug, 1,
    jsonb_build_object('name', jsonb_build_object('es', s.name_es, 'en', s.name_en),
        'summary', jsonb_build_object('es', s.summary_es, 'en', s.summary_en),
        'ordinal', row_number() OVER (PARTITION BY s.department_id ORDER BY s.ordinal, s.id) - 1, 'retired', NOT s.active)
    || CASE WHEN t.slug IS NULL THEN '{}' ELSE jsonb_build_object('topic', t.slug) END
    || CASE WHEN s.words = '{}' THEN '{}' ELSE jsonb_build_object('words', to_jsonb(s.words)) END
    || (SELECT jsonb_object_agg(part.key, part.value) FROM jsonb_each(s.content) AS part
        WHERE part.value NOT IN ('null'::jsonb, '[]'::jsonb)),
    'seed'
FROM service s JOIN department d ON d.id = s.department_id LEFT JOIN topic t ON t.id = s.topic_id;

-- Who was invited and has not chosen a password yet has none.
ALTER TABLE staff ALTER COLUMN password_hash DROP NOT NULL;

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
