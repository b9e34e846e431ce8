-- Everybody who works at an audience (audiencia/staff/roles.py). Directors and assistants are of a department.
ALTER TABLE staff DROP CONSTRAINT staff_role_check, DROP CONSTRAINT staff_check;
ALTER TABLE staff
    ADD CONSTRAINT staff_role_check CHECK (role IN ('director', 'assistant', 'interpreter', 'moderator', 'front_desk', 'mayor',
        'communication', 'privacy_officer', 'administrator', 'auditor')),
    ADD CONSTRAINT staff_department_check CHECK (role NOT IN ('director', 'assistant') OR department_id IS NOT NULL);
