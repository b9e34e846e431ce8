-- Sealed entries that do not open: one that is damaged keeps nobody else waiting, and staff see that there is one.

-- name: note(place, object_id)$
-- Tells whether it was not known yet.
INSERT INTO unreadable (place, object_id, noticed_at) VALUES (:place, :object_id, app_now())
ON CONFLICT (place, object_id) DO UPDATE SET noticed_at = excluded.noticed_at RETURNING xmax = 0;

-- name: note_key(place, person_id)$
-- The same of a person's key, unless it was destroyed on purpose.
INSERT INTO unreadable (place, object_id, noticed_at)
SELECT :place, id, app_now() FROM person WHERE id = :person_id AND key_wrapped <> ''
ON CONFLICT (place, object_id) DO UPDATE SET noticed_at = excluded.noticed_at RETURNING xmax = 0;

-- name: forget(days)!
-- Those that were not met again for so long: restored, or gone.
DELETE FROM unreadable WHERE noticed_at < app_now() - make_interval(days => :days);

-- name: counts()
SELECT place, count(*) AS entries FROM unreadable GROUP BY place ORDER BY place;
