-- How the copy of the keys (`keys`) and the putting away of the log (`log`) stand: a row when that changes.
ALTER TABLE backup_run DROP CONSTRAINT backup_run_kind_check, ADD CONSTRAINT backup_run_kind_check CHECK (kind IN (
    'backup', 'drill', 'keys', 'log'));
