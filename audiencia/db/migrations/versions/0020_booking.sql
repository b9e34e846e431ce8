-- An appointment: a ticket that was taken before its jornada, with the window in which its person comes. What it counts against
-- is the window's capacity in the queue, for as long as the ticket is booked. `tell`: the person wants a confirmation and a
-- reminder, at the contact they gave.
CREATE TABLE booking (
    ticket_id uuid PRIMARY KEY REFERENCES ticket,
    queue_id integer NOT NULL REFERENCES queue,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    tell boolean NOT NULL DEFAULT false,
    checked_in_at timestamptz,
    reminded_at timestamptz,
    CHECK (starts_at < ends_at)
);
CREATE INDEX booking_window ON booking (queue_id, starts_at);
CREATE INDEX booking_unused ON booking (starts_at) WHERE checked_in_at IS NULL;

-- Whoever has an appointment can give it up, and staff can cancel it.
DROP TRIGGER ticket_transition ON ticket;
CREATE TRIGGER ticket_transition BEFORE UPDATE OF state ON ticket FOR EACH ROW
WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION follow_transitions(
    'absent called', 'absent cancelled', 'absent carried_over', 'absent waiting', 'booked cancelled', 'booked lapsed',
    'booked left', 'booked waiting', 'called absent', 'called carried_over', 'called connecting', 'called no_show',
    'called waiting', 'connecting in_call', 'in_call on_hold', 'in_call reconnecting', 'in_call waiting',
    'in_call wrap_up', 'no_show waiting', 'on_hold in_call', 'on_hold reconnecting', 'on_hold waiting',
    'on_hold wrap_up', 'outcome_pending served', 'postponed cancelled', 'postponed carried_over', 'postponed left',
    'postponed waiting', 'ready_check called', 'ready_check cancelled', 'ready_check carried_over',
    'ready_check left', 'ready_check postponed', 'ready_check waiting', 'reconnecting in_call',
    'reconnecting waiting', 'reconnecting wrap_up', 'waiting called', 'waiting cancelled', 'waiting carried_over',
    'waiting left', 'waiting postponed', 'waiting ready_check', 'wrap_up outcome_pending', 'wrap_up served',
    'wrap_up waiting'
);
