-- Of a queue's versions, how many changed its tickets alone: while `version - ticket_versions` stands, what a web node read of rooms, roster
-- and offers still holds (audiencia/queue/snapshot/surroundings.py). Whoever advances `version` and knows nothing of this says that all may have
-- changed.
ALTER TABLE queue ADD COLUMN ticket_versions integer NOT NULL DEFAULT 0;
