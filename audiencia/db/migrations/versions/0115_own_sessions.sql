-- What the owner recognises a session by. `browser` and `system` are names such as Firefox and Android, empty when unknown; `last_used_at`
-- is noted once in five minutes at most.
ALTER TABLE staff_session
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN browser text NOT NULL DEFAULT '',
    ADD COLUMN system text NOT NULL DEFAULT '',
    ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT app_now();
CREATE INDEX staff_session_staff ON staff_session (staff_id);
