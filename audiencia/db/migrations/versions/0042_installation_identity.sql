-- Names the installation, so that media workers, hints in Redis and folders of keys are told apart from another one's.
ALTER TABLE installation ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();

-- Which media workers a web node uses, as a keyed hash (audiencia/media/identity.py): all nodes of a database use the same.
ALTER TABLE node ADD COLUMN fleet text CHECK (length(fleet) = 64);

-- As in migration 0003 since databases before PostgreSQL 18 are supported: the body is a string.
CREATE OR REPLACE FUNCTION passes_of(one ticket) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM jump WHERE jump.queue_id = one.queue_id AND jump.ordinal - one.passes_from > 0
        AND (jump.joined_at, jump.ticket_id) > (one.joined_at, one.id);
$$;
