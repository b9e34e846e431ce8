-- What the citizen, and a room's director, turned off themselves: the others in the call read it at once.
ALTER TABLE attention ADD COLUMN turned_off text[] NOT NULL DEFAULT '{}' CHECK (turned_off <@ ARRAY['microphone', 'camera']);
ALTER TABLE room ADD COLUMN turned_off text[] NOT NULL DEFAULT '{}' CHECK (turned_off <@ ARRAY['microphone', 'camera']);
