"""From one moment of a queue to what each person sees of it. Pure: a snapshot in, messages out."""

from audiencia.config import Disposition
from audiencia.flows.look import RoomFacts, Snapshot, StepFacts, TicketFacts
from audiencia.ids import TicketId
from audiencia.queue.room import ATTENDING_STATES, BUSY_STATES, RoomState
from audiencia.queue.routing import places, seats
from audiencia.queue.ticket import IN_LINE, TALKING, TicketState
from audiencia.signaling import messages_out as out
from audiencia.signaling.words import Words

MAX_BITRATE = 300_000
"""For the camera of each side, in bit/s, until congestion feedback decides it."""
PAIR = {"audio0": "other", "video0": "other"}


def media(boot: str | None) -> out.MediaOut:
    """What a browser needs to know of the media worker."""
    return out.MediaOut(boot=boot, max_bitrate=MAX_BITRATE)


def session(snapshot: Snapshot) -> out.SessionOut:
    """The jornada."""
    one = snapshot.session
    return out.SessionOut(
        state=one.state.value, day=one.day, opens_at=one.opens_at, closes_at=one.closes_at, demo=one.demo
    )


def citizen(
    snapshot: Snapshot, facts: TicketFacts, pin: str, lang: str, words: Words, boot: str | None
) -> out.CitizenView:
    """All that a citizen's page shows."""
    ticket = facts.ticket
    shown = out.CitizenTicketOut(
        number=ticket.number,
        state=ticket.state.value,
        version=ticket.version,
        department=words.bilingual(snapshot.department, lang),
        department_slug=snapshot.slug,
        topic=words.bilingual(facts.topic, lang),
        joined_at=ticket.joined_at,
        devices=facts.devices,
        calls=ticket.calls,
    )
    return out.CitizenView(
        version=snapshot.version,
        now=snapshot.now,
        session=session(snapshot),
        ticket=shown,
        queue_state=snapshot.state,
        folio=facts.folio,
        pin=pin,
        line=_line(snapshot, facts),
        call=_call(snapshot, facts, lang, words),
        history=[
            out.HistoryOut(at=one.at, text=words.history(one, snapshot.departments, lang)) for one in facts.history
        ],
        next_steps=_steps(facts.steps),
        outcome=_outcome(facts, lang, words),
        media=media(boot),
    )


def _line(snapshot: Snapshot, facts: TicketFacts) -> out.LineOut | None:
    if facts.ticket.state not in IN_LINE:
        return None
    order = snapshot.order()
    place = places(order)[facts.ticket.id]
    counted = [room for room in snapshot.rooms if room.room.state in ATTENDING_STATES and room.room.connected]
    return out.LineOut(
        place=place,
        ahead=place - 1,
        total=len(order),
        seats=[out.SeatOut(number=seat.number, mine=seat.mine) for seat in seats(order, facts.ticket.id)],
        rooms_open=len(counted),
        rooms_busy=sum(room.room.state in BUSY_STATES for room in counted),
    )


def _call(snapshot: Snapshot, facts: TicketFacts, lang: str, words: Words) -> out.CallOut | None:
    room = next((room for room in snapshot.rooms if room.ticket_id == facts.ticket.id), None)
    if room is None or facts.ticket.state not in TALKING | {TicketState.CALLED}:
        return None
    return out.CallOut(
        director=room.director,
        department=words.bilingual(snapshot.department, lang),
        answer_until=room.answer_until,
        epoch=room.room.media_epoch,
        slots=_slots(facts, "director"),
        director_connected=room.room.connected,
    )


def _slots(facts: TicketFacts | None, other: str) -> dict[str, str]:
    return dict.fromkeys(PAIR, other) if facts is not None and facts.ticket.state in TALKING else {}


def _steps(steps: tuple[StepFacts, ...]) -> list[out.StepOut]:
    return [
        out.StepOut(
            step_id=one.id,
            step=one.content.step,
            requirement=one.content.requirement,
            cost=one.content.cost,
            place=one.content.place,
            due=one.content.due,
        )
        for one in steps
    ]


def _outcome(facts: TicketFacts, lang: str, words: Words) -> out.OutcomeOut | None:
    if facts.outcome is None or facts.outcome_at is None:
        return None
    known = next((one for one in words.municipality.dispositions if one.code == facts.disposition), None)
    return out.OutcomeOut(
        outcome=facts.outcome,
        label=words.bilingual(known.label, lang) if known else "",
        follows=words.bilingual(known.follows, lang) if known else "",
        note=facts.private.note,
        recorded_at=facts.outcome_at,
    )


def director(snapshot: Snapshot, room: RoomFacts, lang: str, words: Words, boot: str | None) -> out.DirectorView:
    """All that a director's console shows. The name and contact of a person are in it only while the room holds them."""
    held = snapshot.tickets.get(room.ticket_id) if room.ticket_id is not None else None
    absent = [one for one in snapshot.in_line() if one.state is TicketState.ABSENT]
    immediate, in_process = room.counts.get("resolved_immediately", 0), room.counts.get("in_process", 0)
    return out.DirectorView(
        version=snapshot.version,
        now=snapshot.now,
        session=session(snapshot),
        department=words.bilingual(snapshot.department, lang),
        director=room.director,
        room=out.RoomOut(
            state=room.room.state.value,
            version=room.room.version,
            epoch=room.room.media_epoch,
            slots=_slots(held, "citizen"),
            paused_until=room.room.paused_until,
        ),
        current=_current(held, room, lang, words) if held is not None else None,
        waiting=[_waiting(snapshot.tickets[one.id], lang, words) for one in snapshot.order()],
        absent=[
            _waiting(snapshot.tickets[one.id], lang, words) for one in sorted(absent, key=lambda one: one.joined_at)
        ],
        dispositions=[_disposition(one, lang, words) for one in words.municipality.dispositions],
        today=out.TodayOut(attended=immediate + in_process, resolved_immediately=immediate, in_process=in_process),
        media=media(boot),
    )


def _disposition(one: Disposition, lang: str, words: Words) -> out.DispositionOut:
    return out.DispositionOut(code=one.code, outcome=one.outcome, label=words.bilingual(one.label, lang))


def _waiting(facts: TicketFacts, lang: str, words: Words) -> out.WaitingOut:
    ticket = facts.ticket
    return out.WaitingOut(
        ticket_id=ticket.id,
        number=ticket.number,
        state=ticket.state.value,
        version=ticket.version,
        topic=words.bilingual(facts.topic, lang),
        matter=facts.private.matter,
        adjustments=words.adjustments(facts.private.adjustments, lang),
        joined_at=ticket.joined_at,
        connected=ticket.connected,
        devices=facts.devices,
        moved_here=ticket.moves > 0,
    )


def _current(facts: TicketFacts, room: RoomFacts, lang: str, words: Words) -> out.CurrentOut:
    ticket, private = facts.ticket, facts.private
    return out.CurrentOut(
        ticket_id=ticket.id,
        number=ticket.number,
        state=ticket.state.value,
        folio=facts.folio,
        name=private.name,
        contact=private.contact,
        topic=words.bilingual(facts.topic, lang),
        matter=private.matter,
        adjustments=words.adjustments(private.adjustments, lang),
        since=ticket.state_since,
        answer_until=room.answer_until,
        connected=ticket.connected,
        devices=facts.devices,
        next_steps=_steps(facts.steps),
    )


def board_queue(snapshot: Snapshot, lang: str, words: Words) -> out.BoardQueueOut:
    """One queue of the moderator's board: numbers, topics and states, nothing personal."""
    line = snapshot.in_line()
    order = snapshot.order()
    place = places(order)
    rest = sorted((one for one in line if one.id not in place), key=lambda one: one.joined_at)
    numbers = {one.id: one.number for one in line}
    return out.BoardQueueOut(
        version=snapshot.version,
        now=snapshot.now,
        department=words.bilingual(snapshot.department, lang),
        department_slug=snapshot.slug,
        prefix=snapshot.prefix,
        state=snapshot.state,
        tickets=[
            out.BoardTicketOut(
                ticket_id=one.id,
                number=one.number,
                state=one.state.value,
                version=one.version,
                topic=words.bilingual(snapshot.tickets[one.id].topic, lang),
                joined_at=one.joined_at,
                connected=one.connected,
                place=place.get(one.id),
                moved_here=one.moves > 0,
            )
            for one in (*order, *rest)
        ],
        rooms=[_board_room(room, snapshot, numbers) for room in snapshot.rooms],
        attended=snapshot.attended,
    )


def _board_room(room: RoomFacts, snapshot: Snapshot, numbers: dict[TicketId, str]) -> out.BoardRoomOut:
    held = snapshot.tickets.get(room.ticket_id) if room.ticket_id is not None else None
    return out.BoardRoomOut(
        director=room.director,
        state=room.room.state.value,
        connected=room.room.connected,
        number=numbers.get(held.ticket.id) if held is not None else None,
        since=held.ticket.state_since if held is not None and room.room.state is not RoomState.CLOSED else None,
    )


def board(snapshots: list[Snapshot], lang: str, words: Words) -> out.BoardView:
    """The whole board. `snapshots` are all queues of one jornada, at least one."""
    reasons = [
        out.MoveReasonOut(
            code=one.code, label=words.bilingual(one.label, lang), explanation=words.bilingual(one.explanation, lang)
        )
        for one in words.municipality.move_reasons
    ]
    return out.BoardView(
        now=snapshots[0].now,
        session=session(snapshots[0]),
        move_reasons=reasons,
        queues=[board_queue(one, lang, words) for one in snapshots],
    )
