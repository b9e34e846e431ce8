-- What a form led to is kept as the result of a command, under a keyed hash of its id and of the visit that it was served to
-- (`flows.submissions`). The id in clear opened ticket and petition for whoever sent it.
ALTER TABLE attention DROP COLUMN submission_id;
ALTER TABLE case_file DROP COLUMN submission_id;
-- The front desk's codes were kept under the ids of its forms.
DELETE FROM command_done WHERE actor LIKE 'desk:%';

-- A telephone or e-mail is not proven: refused for it, whoever wrote somebody's number learned whether they wait, and who came
-- first with it kept its owner out. It only shows the staff possible duplicates now. One active ticket per person, department and
-- jornada (invariant 1) is held by the browser; a ticket of another person who uses the same one has no device.
DROP INDEX ticket_one_per_contact;
DROP INDEX ticket_device;
UPDATE ticket SET device_index = NULL FROM (
    SELECT id, row_number() OVER (PARTITION BY queue_id, device_index ORDER BY joined_at, id) AS ordinal FROM ticket
    WHERE device_index IS NOT NULL
    AND state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending')
) AS known WHERE known.id = ticket.id AND known.ordinal > 1;
CREATE UNIQUE INDEX ticket_one_per_device ON ticket (queue_id, device_index)
    WHERE state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending');
CREATE INDEX ticket_contact ON ticket (queue_id, contact_index)
    WHERE state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending');
