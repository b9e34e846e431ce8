-- name: insert_entry(actor_kind, actor_id, action, object_kind, object_id, why)!
INSERT INTO audit (actor_kind, actor_id, action, object_kind, object_id, why)
VALUES (:actor_kind, :actor_id, :action, :object_kind, :object_id, :why);

-- name: insert_disclosures(staff_id, why, kinds, ids)!
-- A list that refreshes by itself shows the same thing many times: it stays one disclosure.
INSERT INTO audit (actor_kind, actor_id, action, object_kind, object_id, why)
SELECT 'staff', :staff_id, 'disclosed', kind, id, :why
FROM unnest(:kinds::text[], :ids::text[]) AS shown (kind, id)
ON CONFLICT (actor_id, action, object_kind, object_id, why) WHERE action = 'disclosed' DO NOTHING;
