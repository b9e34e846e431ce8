-- Departments.

-- name: departments()
SELECT id, slug, name_es FROM department WHERE active ORDER BY ordinal, id;
