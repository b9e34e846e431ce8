-- The public directory: what departments do for people, the words by which it is found (docs/decisions/033), and election periods.

-- Both extensions are trusted: the owner of the database may create them.
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Words without accents, stemmed as Spanish, without those that say nothing.
CREATE TEXT SEARCH CONFIGURATION directory (COPY = spanish);
ALTER TEXT SEARCH CONFIGURATION directory
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, spanish_stem;

-- How a word sounds in Mexican Spanish, roughly: whoever writes by ear writes "vache", "lus", "aser", "cayes". The word is in lower
-- case and without accents. Letters that sound alike become one, h goes, and what is doubled stands once.
CREATE FUNCTION word_sound(word text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
    translate(
        regexp_replace(
            regexp_replace(
                regexp_replace(replace(replace(replace(word, 'ch', '1'), 'qu', 'k'), 'll', 'y'), 'c([ei])', 's\1', 'g'),
                'g([ei])', 'j\1', 'g'
            ),
            'gu([ei])', 'g\1', 'g'
        ),
        'zxcqvwyh', 'sskkbbi'
    ),
    '(.)\1+', '\1', 'g'
);

-- A service as it is read on its page: `content` holds in both languages who may ask for it, what is needed, cost, time, place, the
-- basis in law, links and steps (audiencia/directory/service.py). `words` are those that people use for it. `topic_id` is where it
-- leads. `ordinal` has fractions: one that is put between two others needs no new place for all that follow.
CREATE TABLE service (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department_id integer NOT NULL REFERENCES department,
    slug text NOT NULL CHECK (slug ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'),
    topic_id integer REFERENCES topic,
    name_es text NOT NULL CHECK (name_es <> ''),
    name_en text NOT NULL CHECK (name_en <> ''),
    summary_es text NOT NULL,
    summary_en text NOT NULL,
    words text[] NOT NULL DEFAULT '{}',
    content jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object'),
    ordinal double precision NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT true,
    changed_at timestamptz NOT NULL DEFAULT app_now(),
    -- By which a service is known wherever it stands: the key of its changes (docs/decisions/042).
    key text NOT NULL CONSTRAINT service_key UNIQUE,
    -- Two may change places in one statement; what was withdrawn is in nobody's way.
    CONSTRAINT service_address EXCLUDE USING btree (department_id WITH =, slug WITH =) WHERE (active)
        DEFERRABLE INITIALLY DEFERRED
);

-- By which sounds a service is found, and how much each of them says about it. The sounds that occur at all are kept apart, each
-- once with how many services have it, because what is misspelt is looked for among them.
CREATE TABLE service_term (
    sound text COLLATE "C" NOT NULL,
    service_id integer NOT NULL REFERENCES service ON DELETE CASCADE,
    weight real NOT NULL CHECK (weight > 0),
    PRIMARY KEY (sound, service_id) INCLUDE (weight)
);
CREATE INDEX service_term_service ON service_term (service_id);
CREATE TABLE service_sound (
    sound text COLLATE "C" PRIMARY KEY,
    services integer NOT NULL
);
CREATE INDEX service_sound_near ON service_sound USING gin (sound gin_trgm_ops);

-- For all services that a statement wrote at once: the seed writes many.
CREATE FUNCTION write_service_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text[];
    after text[];
BEGIN
    WITH gone AS (
        DELETE FROM service_term t USING written w WHERE t.service_id = w.id RETURNING t.sound
    ) SELECT array_agg(DISTINCT sound) INTO before FROM gone;
    WITH lexemes AS MATERIALIZED (
        SELECT found.lexeme, w.id, max(part.weight) AS weight
        FROM written w, (VALUES (1, 1.0), (2, 0.9), (3, 0.3), (4, 0.2)) AS part (number, weight),
            unnest(to_tsvector('directory', CASE part.number
                WHEN 1 THEN w.name_es || ' ' || array_to_string(w.words, ' ')
                WHEN 2 THEN w.name_en
                WHEN 3 THEN w.summary_es
                ELSE w.summary_en
            END)) AS found
        WHERE w.active
        GROUP BY 1, 2
    ), sounds AS MATERIALIZED (
        SELECT lexeme, word_sound(lexeme) AS sound FROM (SELECT DISTINCT lexeme FROM lexemes) AS each
    ), come AS (
        INSERT INTO service_term (sound, service_id, weight)
        SELECT s.sound, l.id, max(l.weight) FROM lexemes l JOIN sounds s ON s.lexeme = l.lexeme
        WHERE s.sound <> '' GROUP BY 1, 2
        RETURNING sound
    ) SELECT array_agg(DISTINCT sound) INTO after FROM come;
    INSERT INTO service_sound (sound, services)
    SELECT each, (SELECT count(*) FROM service_term t WHERE t.sound = each)
    FROM (SELECT unnest(before) UNION SELECT unnest(after)) AS changed (each)
    ON CONFLICT (sound) DO UPDATE SET services = excluded.services;
    RETURN NULL;
END;
$$;
CREATE TRIGGER service_terms_new AFTER INSERT ON service
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION write_service_terms();
CREATE TRIGGER service_terms_changed AFTER UPDATE ON service
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION write_service_terms();

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
