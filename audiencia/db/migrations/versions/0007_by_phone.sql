-- Attention by telephone and at the front desk.

-- How a person is attended (audiencia/queue/medium.py). Nobody asks a telephone person through a page, and a telephone call is
-- not held in the live room: its state would say what nobody can see.
ALTER TABLE ticket
    ADD COLUMN medium text NOT NULL DEFAULT 'video' CHECK (medium IN ('video', 'phone', 'counter')),
    ADD CHECK (medium <> 'phone' OR state NOT IN ('ready_check', 'on_hold'));

-- The number to dial, where it is another than the contact; and who of the front desk took the person in.
ALTER TABLE attention
    ADD COLUMN phone_sealed bytea,
    ADD COLUMN made_by integer REFERENCES staff;
CREATE INDEX attention_made_by ON attention (made_by, session_id) WHERE made_by IS NOT NULL;

-- A consent that was given by word of mouth names the member of staff before whom, who read the notice out.
ALTER TABLE consent
    ADD COLUMN witness integer REFERENCES staff,
    ADD CHECK ((means = 'web') = (witness IS NULL));

-- Whether the talk in a room goes by telephone now.
CREATE FUNCTION talks_by_phone(of_room integer) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM reservation JOIN ticket ON ticket.id = reservation.ticket_id
        WHERE reservation.room_id = of_room AND reservation.ended_at IS NULL
        AND ticket.medium = 'phone' AND ticket.state = 'in_call');
END;
