-- Mother, father or guardian of a minor, by name (law, art. 8). Their consent is a row of `consent` with the purpose `guardian`.
ALTER TABLE attention ADD COLUMN guardian_sealed bytea;
ALTER TABLE case_file ADD COLUMN guardian_sealed bytea;
