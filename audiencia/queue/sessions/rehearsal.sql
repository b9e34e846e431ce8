-- The accounts of rehearsals. They exist in demonstrations alone, and can be used only while one is played.

-- name: known_department(slug)$
SELECT id FROM department WHERE slug = :slug AND active;

-- name: open_account(login, password_hash)$
UPDATE staff SET active = true, password_hash = :password_hash WHERE login = :login AND role = 'director' RETURNING id;

-- name: close_accounts(logins)
UPDATE staff SET active = false WHERE login = ANY(:logins) RETURNING id;
