-- The citizen's page sends no picture for now, because its line is too narrow for voice and picture: the director reads why.
ALTER TABLE attention ADD COLUMN camera_paused boolean NOT NULL DEFAULT false;
