-- The web node that plays the simulated people, until its lease is over: then another one does. `own`: the jornada was opened
-- for the practice and ends with it; else it is a demonstration's, which goes on.
ALTER TABLE practice ADD COLUMN own boolean NOT NULL DEFAULT true, ADD COLUMN node uuid, ADD COLUMN leased_until timestamptz;
