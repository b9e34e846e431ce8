-- The history of accounts.

-- name: account_value(id)$
-- one row
SELECT json_build_object('name', display_name, 'role', role, 'department', department.slug, 'stands_in', stands_in, 'active', staff.active)
FROM staff LEFT JOIN department ON department.id = staff.department_id WHERE staff.id = :id;

-- name: insert_change(staff_id, made_by, before, after, undoes)!
INSERT INTO staff_change (staff_id, made_by, before, after, undoes)
VALUES (:staff_id, :made_by, :before::jsonb, :after::jsonb, :undoes);

-- name: newest(staff_id)$
SELECT coalesce(max(id), 0) FROM staff_change WHERE staff_id = :staff_id;

-- name: change(id)^
SELECT one.id, one.staff_id, staff.login, one.before, one.after, who.display_name AS by, one.at, one.undoes,
    NOT EXISTS (SELECT FROM staff_change AS later WHERE later.staff_id = one.staff_id AND later.id > one.id) AS newest,
    EXISTS (SELECT FROM staff_change AS later WHERE later.undoes = one.id) AS undone
FROM staff_change AS one JOIN staff ON staff.id = one.staff_id JOIN staff AS who ON who.id = one.made_by WHERE one.id = :id;

-- name: history(most)
SELECT one.id, one.staff_id, staff.login, one.before, one.after, who.display_name AS by, one.at, one.undoes,
    NOT EXISTS (SELECT FROM staff_change AS later WHERE later.staff_id = one.staff_id AND later.id > one.id) AS newest,
    EXISTS (SELECT FROM staff_change AS later WHERE later.undoes = one.id) AS undone
FROM staff_change AS one JOIN staff ON staff.id = one.staff_id JOIN staff AS who ON who.id = one.made_by
ORDER BY one.id DESC LIMIT :most;
