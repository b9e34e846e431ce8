-- Whose accounts people of the identity provider have.

-- name: hold_identity(issuer, subject)!
-- Two first sign-ins of one person come one after the other.
SELECT pg_advisory_xact_lock(hashtextextended(:issuer::text || ' ' || :subject::text, 19));

-- name: account_of(issuer, subject)$
SELECT staff_id FROM staff_identity WHERE issuer = :issuer AND subject = :subject;

-- name: identity(staff_id)^
-- one row
SELECT known.withdrawn, staff.active, staff.role, department.slug AS department
FROM staff_identity AS known JOIN staff ON staff.id = known.staff_id LEFT JOIN department ON department.id = staff.department_id
WHERE known.staff_id = :staff_id;

-- name: insert_identity(issuer, subject, staff_id)!
INSERT INTO staff_identity (issuer, subject, staff_id) VALUES (:issuer, :subject, :staff_id);
