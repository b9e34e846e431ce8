-- Whether whom the citizen asked interprets for them in sign language: theirs is the picture that the call is understood by.
ALTER TABLE relative ADD COLUMN signs boolean NOT NULL DEFAULT false;

CREATE OR REPLACE FUNCTION forget_relative() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name_sealed := NULL;
    NEW.signs := false;
    RETURN NEW;
END $$;
