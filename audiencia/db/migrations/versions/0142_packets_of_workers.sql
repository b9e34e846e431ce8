-- 0: not told. A program of the version before neither writes nor resets it: what a newer one wrote stays, beside a `busy_pct` of
-- another time.
ALTER TABLE media_worker ADD COLUMN packets_per_second integer NOT NULL DEFAULT 0 CHECK (packets_per_second >= 0);
