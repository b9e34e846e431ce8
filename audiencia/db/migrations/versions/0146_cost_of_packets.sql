-- Beside `packets_per_second`, at the time of that measurement; 0: not told. `busy_pct` is of now, and a program of the version before
-- writes that one alone.
ALTER TABLE media_worker ADD COLUMN packets_busy_pct integer NOT NULL DEFAULT 0 CHECK (packets_busy_pct BETWEEN 0 AND 100);
