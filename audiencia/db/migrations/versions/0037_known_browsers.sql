-- When this subject, a keyed hash of a browser with one folio or login, was right last; empty for networks.
ALTER TABLE attempt ADD COLUMN right_at timestamptz;
