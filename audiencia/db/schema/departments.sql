-- Departments and their topics: what staff, queues, cases and the directory refer to.

CREATE TABLE department (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    prefix text NOT NULL UNIQUE CHECK (prefix ~ '^[A-Z]{2,3}$'),
    name_es text NOT NULL,
    name_en text NOT NULL,
    summary_es text NOT NULL DEFAULT '',
    summary_en text NOT NULL DEFAULT '',
    ordinal integer NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT true,
    -- Where those who wait in the department's queues are connected beforehand, and its rooms open.
    media_home text REFERENCES media_worker ON DELETE SET NULL
);
CREATE INDEX department_media_home ON department (media_home);

CREATE TABLE topic (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department_id integer NOT NULL REFERENCES department,
    slug text NOT NULL,
    name_es text NOT NULL,
    name_en text NOT NULL,
    ordinal integer NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT true,
    -- A topic that another department attends is a complaint about its own department, which never gets it (docs/decisions/047).
    leads_to integer REFERENCES department CHECK (leads_to <> department_id),
    UNIQUE (department_id, slug)
);
