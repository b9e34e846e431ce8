-- Attention by telephone.

-- name: write_phone(phone_sealed, id)!
UPDATE attention SET phone_sealed = :phone_sealed WHERE id = :id;

-- name: contact_of(id)^
-- one row
SELECT contact_sealed, phone_sealed FROM attention WHERE id = :id;

-- name: known_by_contact(id)$
SELECT contact_index IS NOT NULL FROM ticket WHERE id = :id;

-- name: know_by_contact(contact_index, id)!
-- Who gave no contact before is known by this one from now on, so that the same person has one number in a line.
UPDATE ticket SET contact_index = :contact_index WHERE id = :id;

-- name: ring_until(answer_until, id)!
-- Never shorter than it rings already.
UPDATE reservation SET answer_until = greatest(answer_until, :answer_until) WHERE id = :id;
