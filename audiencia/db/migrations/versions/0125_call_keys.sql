-- Pages agree on the keys of a call by its id, which is nobody's but theirs, when all of them can encrypt.
ALTER TABLE reservation ADD COLUMN call_id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE attention ADD COLUMN encrypts boolean NOT NULL DEFAULT false;
ALTER TABLE room ADD COLUMN encrypts boolean NOT NULL DEFAULT false;
