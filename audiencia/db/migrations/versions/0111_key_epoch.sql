-- Keys of persons are wrapped under this epoch; a node that knows only earlier ones reads its keys again. `rotating`: somebody may
-- still be under an earlier one.
ALTER TABLE installation
    ADD COLUMN epoch integer NOT NULL DEFAULT 1,
    ADD COLUMN rotating boolean NOT NULL DEFAULT false;
