-- Services move to another department and change their order. docs/decisions/042-moved-services.md

-- By which a service is known wherever it stands: the key of its changes.
ALTER TABLE service ADD COLUMN key text;
UPDATE service SET key = department.slug || '/' || service.slug FROM department WHERE department.id = service.department_id;
ALTER TABLE service ALTER COLUMN key SET NOT NULL, ADD CONSTRAINT service_key UNIQUE (key),
    -- One that is put between two others needs no new place for all that follow.
    ALTER COLUMN ordinal TYPE double precision,
    -- Two may change places in one statement; what was withdrawn is in nobody's way.
    DROP CONSTRAINT service_department_id_slug_key,
    ADD CONSTRAINT service_address EXCLUDE USING btree (department_id WITH =, slug WITH =) WHERE (active)
        DEFERRABLE INITIALLY DEFERRED;

-- An address that a service had once leads to where it stands now.
CREATE INDEX catalogue_change_at ON catalogue_change ((value ->> 'at')) WHERE (value ->> 'at') IS NOT NULL;
