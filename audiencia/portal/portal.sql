-- Departments and topics.

-- name: any_department()$
SELECT EXISTS (SELECT FROM department);

-- name: insert_department(slug, prefix, name_es, name_en, summary_es, summary_en, ordinal)$
INSERT INTO department (slug, prefix, name_es, name_en, summary_es, summary_en, ordinal)
VALUES (:slug, :prefix, :name_es, :name_en, :summary_es, :summary_en, :ordinal) RETURNING id;

-- name: insert_topic(department_id, slug, name_es, name_en, ordinal)!
INSERT INTO topic (department_id, slug, name_es, name_en, ordinal)
VALUES (:department_id, :slug, :name_es, :name_en, :ordinal);

-- name: departments()
SELECT id, slug, name_es FROM department WHERE active ORDER BY ordinal, id;
