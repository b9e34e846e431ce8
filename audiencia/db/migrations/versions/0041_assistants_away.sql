-- Since when an assistant's page is closed, and whether citizens are still told of them.
ALTER TABLE seat ADD COLUMN away_since timestamptz, ADD COLUMN announced boolean NOT NULL DEFAULT true;
UPDATE seat SET away_since = app_now() WHERE NOT connected;
ALTER TABLE seat ADD CHECK (connected = (away_since IS NULL)), ADD CHECK (announced OR NOT connected);
CREATE INDEX seat_away ON seat (away_since) WHERE left_at IS NULL AND announced AND away_since IS NOT NULL;
