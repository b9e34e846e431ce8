-- The oldest revision whose programs still run with these tables (audiencia/db/revisions.py). A migration that takes something away from them
-- names here the last revision of the release before, which does without it: tests/integration/db/test_expand.py.
COMMENT ON TABLE alembic_version IS '0133';
