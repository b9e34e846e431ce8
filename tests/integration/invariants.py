"""The rules that hold after any command, crash or race (queue's invariants), as questions to the database: each finds nothing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

Ask = Callable[[str], Awaitable[Sequence[Mapping[str, Any]]]]

TERMINAL = "('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show')"
BROKEN = {
    "a ticket is held by a room and the room by the ticket, in states that fit": f"""
        SELECT ticket.number, ticket.state, room.state AS room FROM ticket
        LEFT JOIN reservation ON reservation.ticket_id = ticket.id AND reservation.ended_at IS NULL
        LEFT JOIN room ON room.id = reservation.room_id
        WHERE (ticket.state, coalesce(room.state, '-')) NOT IN
              (('called', 'reserved'), ('in_call', 'in_call'), ('wrap_up', 'wrap_up'))
        AND (ticket.state NOT IN ('waiting', 'absent') AND ticket.state NOT IN {TERMINAL} OR room.id IS NOT NULL)""",
    "a room that attends holds a ticket": """
        SELECT room.id FROM room WHERE state IN ('reserved', 'in_call', 'wrap_up')
        AND NOT EXISTS (SELECT FROM reservation WHERE room_id = room.id AND ended_at IS NULL)""",
    "no attention ends without an outcome, and none has one before": """
        SELECT ticket.number FROM ticket JOIN attention ON attention.id = ticket.attention_id
        WHERE (ticket.state = 'served') <> (attention.outcome IS NOT NULL)""",
    "whoever is in line or attended has one open leg, others none": f"""
        SELECT ticket.number FROM ticket WHERE (ticket.state NOT IN {TERMINAL}) <>
        (1 = (SELECT count(*) FROM leg WHERE leg.attention_id = ticket.attention_id AND leg.ended_at IS NULL))""",
    "the open leg is in the ticket's queue": """
        SELECT ticket.number FROM ticket JOIN leg ON leg.attention_id = ticket.attention_id AND leg.ended_at IS NULL
        WHERE leg.queue_id <> ticket.queue_id""",
    "each transition begins where the last one ended, and the last one is where the ticket is": """
        SELECT * FROM (
            SELECT event.ticket_id, event.from_state, ticket.state, event.to_state,
                   lag(event.to_state) OVER before AS earlier, lead(event.id) OVER before AS later
            FROM event JOIN ticket ON ticket.id = event.ticket_id WHERE event.to_state IS NOT NULL
            WINDOW before AS (PARTITION BY event.ticket_id ORDER BY event.id)
        ) AS chain
        WHERE from_state IS DISTINCT FROM earlier OR (later IS NULL AND to_state <> state)""",
    "a room's transitions are a chain too": """
        SELECT * FROM (
            SELECT room.id, event.from_state, room.state, event.to_state,
                   coalesce(lag(event.to_state) OVER before, 'closed') AS earlier, lead(event.id) OVER before AS later
            FROM event JOIN room ON room.id = event.room_id
            WHERE event.to_state IS NOT NULL AND event.ticket_id IS NULL
            WINDOW before AS (PARTITION BY room.id ORDER BY event.id)
        ) AS chain
        WHERE from_state IS DISTINCT FROM earlier OR (later IS NULL AND to_state <> state)""",
    "seniority is the time of joining": """
        SELECT ticket.number FROM ticket JOIN attention ON attention.id = ticket.attention_id
        WHERE ticket.joined_at <> attention.joined_at""",
    "every call and every move is in the log": """
        SELECT ticket.number FROM ticket
        WHERE calls <> (SELECT count(*) FROM event WHERE ticket_id = ticket.id AND kind IN ('called', 'called_again'))
        OR moves <> (SELECT count(*) FROM event WHERE ticket_id = ticket.id AND kind = 'moved')""",
    "what changes an order has a coded reason": """
        SELECT id FROM event WHERE kind IN ('moved', 'missed', 'returned_to_front', 'call_withdrawn') AND reason IS NULL""",
    "nobody is served twice": """
        SELECT ticket_id FROM event WHERE to_state = 'served' AND ticket_id IS NOT NULL
        GROUP BY ticket_id HAVING count(*) > 1""",
    "media are routed anew with every call": """
        SELECT room.id FROM room WHERE media_epoch <
        1 + (SELECT count(*) FROM event WHERE room_id = room.id AND ticket_id IS NULL AND kind = 'room_answered')""",
}


async def check(ask: Ask) -> None:
    """Fails naming the rule that is broken."""
    for rule, query in BROKEN.items():
        found = [dict(row) for row in await ask(query)]
        assert not found, f"broken: {rule}: {found[:3]}"
