-- Keys of persons are wrapped under this epoch or a newer one; a node that knows only earlier ones reads its keys again.
ALTER TABLE installation ADD COLUMN epoch integer NOT NULL DEFAULT 1;
