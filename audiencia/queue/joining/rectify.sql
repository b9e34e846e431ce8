-- What a visit keeps of its person is corrected.

-- name: said(id)^
-- one row
SELECT name_sealed, matter_sealed, contact_sealed, phone_sealed, guardian_sealed FROM attention WHERE id = :id;

-- name: rectify(name_sealed, matter_sealed, contact_sealed, phone_sealed, guardian_sealed, id)!
-- nullable: contact_sealed, phone_sealed, guardian_sealed
UPDATE attention SET name_sealed = :name_sealed, matter_sealed = :matter_sealed, contact_sealed = :contact_sealed,
    phone_sealed = :phone_sealed, guardian_sealed = :guardian_sealed WHERE id = :id;

-- name: know_by_contact(contact_index, id)!
-- nullable: contact_index
-- Only who is known by one: it goes when the ticket ends.
UPDATE ticket SET contact_index = :contact_index WHERE id = :id AND contact_index IS NOT NULL;

-- name: forget_ways(ticket_id)!
-- What was to be sent again if the day is held after all goes to the earlier contact.
UPDATE booking SET ways_sealed = NULL WHERE ticket_id = :ticket_id AND ways_sealed IS NOT NULL;
