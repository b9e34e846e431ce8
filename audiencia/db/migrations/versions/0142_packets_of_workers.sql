-- 0: not told. A program of the version before writes nothing here, and its cost is not known then.
ALTER TABLE media_worker ADD COLUMN packets_per_second integer NOT NULL DEFAULT 0 CHECK (packets_per_second >= 0);
