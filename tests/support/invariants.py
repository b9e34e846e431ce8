"""The rules that hold after any command, crash or race (queue's invariants), as questions to the database: each finds nothing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

Ask = Callable[[str], Awaitable[Sequence[Mapping[str, Any]]]]

TERMINAL = "('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show')"
UNHELD = "('booked', 'waiting', 'ready_check', 'postponed', 'absent', 'outcome_pending')"
ELSEWHERE = "('moved', 'transferred', 'continued', 'handed_over')"
LIVE = "('in_call', 'assisting')"
BROKEN = {
    "a ticket is held by a room and the room by the ticket, in states that fit": f"""
        SELECT ticket.number, ticket.state, room.state AS room FROM ticket
        LEFT JOIN reservation ON reservation.ticket_id = ticket.id AND reservation.ended_at IS NULL
        LEFT JOIN room ON room.id = reservation.room_id
        WHERE (ticket.state, coalesce(room.state, '-')) NOT IN
              (('called', 'reserved'), ('in_call', 'in_call'), ('on_hold', 'on_hold'), ('reconnecting', 'in_call'),
               ('reconnecting', 'on_hold'), ('wrap_up', 'wrap_up'))
        AND (ticket.state NOT IN {UNHELD} AND ticket.state NOT IN {TERMINAL} OR room.id IS NOT NULL)""",
    "a room that attends holds a ticket": """
        SELECT room.id FROM room WHERE state IN ('reserved', 'in_call', 'on_hold', 'wrap_up')
        AND NOT EXISTS (SELECT FROM reservation WHERE room_id = room.id AND ended_at IS NULL)""",
    "no attention ends without an outcome, and none has one before": """
        SELECT ticket.number FROM ticket JOIN attention ON attention.id = ticket.attention_id
        WHERE (ticket.state = 'served') <> (attention.outcome IS NOT NULL)""",
    "whoever is in line or attended has one open leg, others none": f"""
        SELECT ticket.number FROM ticket WHERE (ticket.state NOT IN {TERMINAL} AND ticket.state NOT IN ('booked', 'outcome_pending')) <>
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
    "every call and every move is in the log": f"""
        SELECT ticket.number FROM ticket
        WHERE calls <> (SELECT count(*) FILTER (WHERE to_state = 'called' AND from_state <> 'called') - count(*) FILTER (WHERE
                kind = 'call_withdrawn' OR (kind = 'declined' AND from_state = 'called'))
            FROM event WHERE ticket_id = ticket.id AND id > (
                SELECT coalesce(max(id), 0) FROM event WHERE ticket_id = ticket.id AND kind IN ('answered', 'no_show_undone')))
        OR moves <> (SELECT count(*) FILTER (WHERE kind IN {ELSEWHERE}) - count(*) FILTER (WHERE kind = 'move_undone')
            FROM event WHERE ticket_id = ticket.id)""",
    "an appointment is booked, checked in or over, and nobody booked without one": """
        SELECT ticket.number FROM ticket LEFT JOIN booking ON booking.ticket_id = ticket.id
        WHERE (ticket.state = 'booked' AND (booking.ticket_id IS NULL OR booking.checked_in_at IS NOT NULL))
        OR (ticket.state = 'lapsed' AND booking.checked_in_at IS NOT NULL)
        OR (booking.checked_in_at IS NULL AND booking.ticket_id IS NOT NULL
            AND ticket.state NOT IN ('booked', 'lapsed', 'left', 'cancelled'))""",
    "what changes an order has a coded reason": """
        SELECT id FROM event WHERE kind IN ('moved', 'move_undone', 'put_first', 'transferred', 'continued', 'handed_over', 'missed',
            'dropped', 'returned', 'returned_to_front', 'call_withdrawn', 'outcome_deferred', 'assist_ended', 'relative_ended')
        AND reason IS NULL""",
    "who has ended is not known again: a no-show too, once its jornada is closed": """
        SELECT ticket.number FROM ticket JOIN session ON session.id = ticket.session_id
        WHERE session.state = 'closed' AND num_nonnulls(contact_index, device_index, needs) > 0""",
    "nobody is served twice": """
        SELECT ticket_id FROM event WHERE to_state = 'served' AND ticket_id IS NOT NULL
        GROUP BY ticket_id HAVING count(*) > 1""",
    "a leg for each stay in a queue": f"""
        SELECT ticket.number FROM ticket WHERE (SELECT count(*) FROM leg WHERE leg.attention_id = ticket.attention_id) <>
        (SELECT count(*) FROM event WHERE ticket_id = ticket.id AND kind IN ('joined', 'checked_in'))
        + (SELECT count(*) FROM event WHERE ticket_id = ticket.id
             AND (kind IN {ELSEWHERE} OR kind IN ('returned_to_front', 'no_show_undone', 'move_undone')))""",
    "a leg is attended where and while a room holds its ticket": """
        SELECT leg.id FROM leg JOIN ticket ON ticket.attention_id = leg.attention_id AND leg.ended_at IS NULL
        LEFT JOIN reservation ON reservation.ticket_id = ticket.id AND reservation.ended_at IS NULL
        WHERE (ticket.state IN ('in_call', 'on_hold', 'reconnecting', 'wrap_up'))
              <> (leg.call_began_at IS NOT NULL AND leg.room_id IS NOT DISTINCT FROM reservation.room_id)""",
    "a call has six people at the most, those included who were asked into it": """
        SELECT host_room_id FROM (
            SELECT host_room_id FROM assist WHERE ended_at IS NULL
            UNION ALL SELECT host_room_id FROM call_guest WHERE guest_room_id IS NULL) AS guest
        GROUP BY host_room_id HAVING count(*) > 4""",
    "a relative is in a call that goes on, or asked into one": """
        SELECT relative.id FROM relative LEFT JOIN reservation ON reservation.ticket_id = relative.ticket_id
        AND reservation.ended_at IS NULL LEFT JOIN room ON room.id = reservation.room_id
        WHERE relative.ended_at IS NULL AND coalesce(room.state, 'closed') NOT IN ('in_call', 'on_hold')""",
    "a room is the guest of one call, or asked into one, and while it is in it has no guests of its own": """
        SELECT guest_room_id FROM assist WHERE ended_at IS NULL GROUP BY guest_room_id HAVING count(*) > 1
        UNION ALL SELECT own.host_room_id FROM assist AS own JOIN assist AS stay ON stay.guest_room_id = own.host_room_id
        WHERE own.ended_at IS NULL AND stay.ended_at IS NULL AND stay.joined_at IS NOT NULL""",
    "a guest is asked into a call that goes on, and is in it or in none": """
        SELECT assist.id FROM assist JOIN room AS host ON host.id = host_room_id JOIN room AS guest ON guest.id = guest_room_id
        LEFT JOIN reservation ON reservation.room_id = host.id AND reservation.ended_at IS NULL
        WHERE assist.ended_at IS NULL AND (host.state NOT IN ('in_call', 'on_hold')
            OR reservation.ticket_id IS DISTINCT FROM assist.ticket_id
            OR (assist.joined_at IS NOT NULL) <> (guest.state = 'assisting'))""",
    "a room that assists is in another's call": """
        SELECT id FROM room WHERE state = 'assisting' AND NOT EXISTS (
            SELECT FROM assist WHERE guest_room_id = room.id AND joined_at IS NOT NULL AND ended_at IS NULL)""",
    "no interpreter is in two calls": """
        SELECT interpreter_id FROM reservation WHERE ended_at IS NULL AND interpreter_until IS NULL AND interpreter_id IS NOT NULL
        GROUP BY interpreter_id HAVING count(*) > 1""",
    "of all in a line, who waits longest was passed by preference most": """
        SELECT senior.number FROM ticket AS senior JOIN ticket AS junior ON junior.queue_id = senior.queue_id
        AND senior.state IN ('waiting', 'ready_check') AND junior.state IN ('waiting', 'ready_check')
        AND (senior.joined_at, senior.id) < (junior.joined_at, junior.id) AND senior.passes_from > junior.passes_from""",
    "nobody's count of passes begins later than their line has come": """
        SELECT ticket.number FROM ticket JOIN queue ON queue.id = ticket.queue_id WHERE ticket.passes_from > queue.jumps""",
    "each call by preference is counted": """
        SELECT queue.id FROM queue WHERE jumps <> (SELECT count(*) FROM jump WHERE queue_id = queue.id)""",
    "another matter is left open by nobody whose visit is over": f"""
        SELECT further_matter.id FROM further_matter JOIN ticket ON ticket.attention_id = further_matter.attention_id
        WHERE (ticket.state IN {TERMINAL} OR ticket.state = 'outcome_pending') AND begun_at IS NULL AND withdrawn_at IS NULL""",
    "media are routed anew whenever other people are in the slots, and only then": f"""
        SELECT room.id, room.media_epoch FROM room WHERE media_epoch <> 1 + (
            SELECT count(*) FROM event WHERE room_id = room.id AND ticket_id IS NULL
            AND ((from_state IN {LIVE}) <> (to_state IN {LIVE}) OR kind IN ('room_rerouted', 'room_took_over')))""",
}


AT_ONCE = " UNION ALL ".join(
    f"(SELECT '{rule.replace(chr(39), chr(39) * 2)}' AS rule, row_to_json(broken)::text AS found FROM ({query}) AS broken LIMIT 3)"
    for rule, query in BROKEN.items()
)


async def check(ask: Ask) -> None:
    """Fails naming the rules that are broken, with examples. One question for all of them: it is asked after every step."""
    broken = [dict(row) for row in await ask(AT_ONCE)]
    assert not broken, f"broken: {broken}"
