-- From when the appointments that this node lets lapse wait their whole time; null until it first looked.
ALTER TABLE node ADD COLUMN lapses_from timestamptz;
