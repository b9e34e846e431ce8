-- Accounts of interpreters, and reading the record of accesses by time.

-- Which interpreter of the configuration somebody is; each has one account that is active at most.
ALTER TABLE staff
    ADD COLUMN interpreter_id integer REFERENCES interpreter,
    ADD CHECK (interpreter_id IS NULL OR role = 'interpreter');
CREATE UNIQUE INDEX staff_interpreter ON staff (interpreter_id) WHERE active AND interpreter_id IS NOT NULL;

CREATE INDEX audit_at ON audit (at);
