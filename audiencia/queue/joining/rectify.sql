-- What a visit keeps of its person is corrected.

-- name: said(id)^
-- one row
SELECT person_id, language, name_sealed, matter_sealed, contact_sealed, phone_sealed, guardian_sealed FROM attention WHERE id = :id;

-- name: lock_attention(id)!
SELECT FROM attention WHERE id = :id FOR NO KEY UPDATE;

-- name: rectify(name_sealed, matter_sealed, contact_sealed, phone_sealed, guardian_sealed, id)!
-- nullable: contact_sealed, phone_sealed, guardian_sealed
UPDATE attention SET name_sealed = :name_sealed, matter_sealed = :matter_sealed, contact_sealed = :contact_sealed,
    phone_sealed = :phone_sealed, guardian_sealed = :guardian_sealed WHERE id = :id;

-- name: know_by_contact(contact_index, id)!
-- nullable: contact_index
-- Only who is known by one: it goes when the ticket ends.
UPDATE ticket SET contact_index = :contact_index WHERE id = :id AND contact_index IS NOT NULL;
