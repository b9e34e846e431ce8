-- after 0131
-- A file that was taken of blocked data is an act of its own in the record of accesses; it was handed over as well.
DROP INDEX audit_handed_over;
CREATE INDEX audit_handed_over ON audit (at)
    WHERE action IN ('blocked_read', 'blocked_file_taken') AND why IN ('court', 'authority');
