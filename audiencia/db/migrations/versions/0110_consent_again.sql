-- A consent that was taken back stays as it was; allowing it again is another one.
ALTER TABLE consent DROP CONSTRAINT consent_person_id_purpose_key;
CREATE UNIQUE INDEX consent_in_force ON consent (person_id, purpose) WHERE revoked_at IS NULL;
CREATE INDEX consent_person ON consent (person_id);
