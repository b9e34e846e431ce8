DROP INDEX audit_handed_over;
CREATE INDEX audit_handed_over ON audit (at)
    WHERE action IN ('blocked_read', 'blocked_file_taken') AND why IN ('court', 'authority');
