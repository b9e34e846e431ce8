"""From one moment of a queue to what a citizen sees of it. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from audiencia.cases.api import UNREADABLE_STEP
from audiencia.queue.call.conduct import REPORTS
from audiencia.queue.domain.assist import AssistKind
from audiencia.queue.domain.attention import SAYS_WITHIN
from audiencia.queue.domain.booking import lapses_at
from audiencia.queue.domain.call_members import GUESTS, HAS_MEMBERS
from audiencia.queue.domain.matters import BRINGS_UP
from audiencia.queue.domain.queue import QueueState
from audiencia.queue.domain.room import ATTENDING_STATES, RoomState
from audiencia.queue.domain.roster import OFFERED
from audiencia.queue.domain.session import SessionState
from audiencia.queue.domain.ticket import IN_QUEUE, TERMINAL, TicketState
from audiencia.queue.moderation import caps
from audiencia.queue.moderation.offers import OWN_CHOICE
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import AssistFacts, RoomFacts
from audiencia.queue.snapshot.ticket_facts import HistoryFacts, TicketFacts
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import chat, pieces, queue_news
from audiencia.signaling.views.talk import talk
from audiencia.signaling.words import Words

GIVES_BACK = frozenset({TicketState.SERVED, TicketState.OUTCOME_PENDING})
"""Visits whose place can be taken back after a review: the visit itself has its result, or will have it."""
TOLD_OF_QUEUE = OFFERED | {TicketState.BOOKED}
"""Who waits to be called: nobody else is concerned by what a queue is told."""


def citizen(
    snapshot: Snapshot, facts: TicketFacts, pin: str, lang: str, words: Words, boot: str | None
) -> out.CitizenView:
    """All that a citizen's page shows."""
    limits, room = words.municipality.limits, snapshot.room_of(facts.ticket.id)
    return out.CitizenView(
        version=snapshot.version,
        now=snapshot.now,
        session=pieces.session(snapshot),
        ticket=_ticket(snapshot, facts, lang, words),
        queue_state=snapshot.state,
        queue_pause=_pause(snapshot, lang, words),
        folio=facts.folio,
        pin=pin,
        line=queue_news.queue(snapshot, facts),
        call=_call(snapshot, facts, lang, words),
        talk=None if room is None else talk(facts, room, "citizen"),
        history=history(snapshot, facts.history, lang, words),
        next_steps=pieces.steps(facts.steps, words.translate(lang, UNREADABLE_STEP)),
        commitments=pieces.commitments(facts.commitments, lang, words),
        knock=_knock(snapshot, facts, lang, words),
        outcome=_outcome(facts, lang, words),
        matters=pieces.matters(facts.matters, lang, words),
        matters_left=_matters_left(facts, limits.further_matters),
        word=_word(facts),
        held_until=pieces.held_until(facts, words),
        announcements=_announcements(snapshot, facts, lang, words),
        offer=_offer(snapshot, facts, lang, words),
        chat=chat.of_citizen(facts, lang, words),
        help=_help(facts),
        conduct=_conduct(snapshot, facts, lang, words),
        can_report=facts.safety.called and facts.safety.reports < REPORTS,
        booking=_booking(snapshot, facts, lang, words),
        media=pieces.media(
            boot,
            facts,
            snapshot.room_of(facts.ticket.id),
            caps.citizen(words.municipality, snapshot.slug, facts.data_mode),
            words,
        ),
    )


def history(snapshot: Snapshot, entries: Iterable[HistoryFacts], lang: str, words: Words) -> list[out.HistoryOut]:
    """What happened to the ticket."""
    return [out.HistoryOut(at=one.at, text=words.history(one, snapshot.targets, lang)) for one in entries]


def _announcements(snapshot: Snapshot, facts: TicketFacts, lang: str, words: Words) -> list[out.AnnouncementOut]:
    """Those of the queue while the person waits, and until the visit ends those to this person alone, read when the ticket changes."""
    state = facts.ticket.state
    of_queue = snapshot.announcements if state in TOLD_OF_QUEUE else ()
    own = [one for one in facts.announcements if one.until > snapshot.now and state not in TERMINAL]
    return [
        out.AnnouncementOut(
            id=one.id,
            text=words.readable(one.said(lang), lang),
            made_at=one.made_at,
            until=one.until,
            damaged=one.text is None,
        )
        for one in sorted((*of_queue, *own), key=lambda one: -one.id)
    ]


def _offer(snapshot: Snapshot, facts: TicketFacts, lang: str, words: Words) -> out.OfferOut | None:
    """What this person is asked, while it holds: an offer is read with the queue that it was made in."""
    offer, ticket = snapshot.offers.get(facts.ticket.id), facts.ticket
    if offer is None or ticket.queue_id != snapshot.queue_id or ticket.state not in OFFERED:
        return None
    targets = [snapshot.targets[one] for one in offer.to_queues]
    return out.OfferOut(
        id=offer.id,
        explanation=words.away_explanation(offer.reason, lang),
        # Who chose one of these is still in the queue, and can choose again.
        choice=offer.choice if offer.choice == "wait" or offer.choice == "telephone" else None,
        departments=[
            out.OfferedOut(
                department=words.bilingual(one.department, lang), department_slug=one.slug, waiting=one.waiting
            )
            for one in targets
            if one.state in ("open", "paused")
        ],
        next_session=words.municipality.next_audience(snapshot.session.day + timedelta(days=1)),
    )


def _help(facts: TicketFacts) -> out.HelpOut | None:
    safety = facts.safety
    return (
        None
        if safety.help is None
        else out.HelpOut.model_validate({"reason": safety.help, "answered": safety.help_answered})
    )


def _conduct(snapshot: Snapshot, facts: TicketFacts, lang: str, words: Words) -> out.ConductOut | None:
    """Why the last call was ended, once it is over; the place can be taken back once its result is on record."""
    safety = facts.safety
    if safety.ended is None:
        return None
    reason, ended_at = safety.ended
    back = safety.review == "reversed" and not safety.used and facts.ticket.state in GIVES_BACK
    here = (
        snapshot.session.state in (SessionState.LOBBY, SessionState.OPEN)
        and snapshot.queue.state is not QueueState.CLOSED
    )
    return out.ConductOut(
        explanation=words.conduct(reason, lang),
        ended_at=ended_at,
        review=safety.review,
        place_back=None if not back else "same_place" if here else "priority",
    )


def _matters_left(facts: TicketFacts, limit: int) -> int:
    return max(0, limit - facts.begun - len(facts.matters)) if facts.ticket.state in BRINGS_UP else 0


def _ticket(snapshot: Snapshot, facts: TicketFacts, lang: str, words: Words) -> out.CitizenTicketOut:
    ticket = facts.ticket
    let_pass = None if ticket.after_calls is None else max(0, ticket.after_calls - snapshot.queue.calls)
    return out.CitizenTicketOut(
        number=ticket.number,
        state=ticket.state.value,
        version=ticket.version,
        department=words.bilingual(snapshot.department, lang),
        department_slug=snapshot.slug,
        topic=words.bilingual(facts.topic, lang),
        joined_at=ticket.joined_at,
        devices=facts.devices,
        data_mode=facts.data_mode,
        camera_paused=facts.camera_paused,
        turned_off=list(facts.turned_off),
        calls=ticket.calls,
        preferential=ticket.preferential,
        ready=ticket.ready,
        ready_until=ticket.ready_until,
        not_before=ticket.not_before,
        let_pass=let_pass,
        medium=ticket.medium,
        phone_ends=facts.private.phone[-2:],
        chose_next=any((one.kind, one.reason) == ("carried_over", OWN_CHOICE) for one in facts.history),
    )


def _booking(snapshot: Snapshot, facts: TicketFacts, lang: str, words: Words) -> out.BookingOut | None:
    found = facts.booking
    if found is None:
        return None
    grace = timedelta(minutes=words.municipality.booking.grace_minutes)
    return out.BookingOut(
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        check_in_at=snapshot.session.lobby_at,
        lapses_at=lapses_at(found.starts_at, snapshot.clock_noted_at, grace, snapshot.lapses_from),
        clock_doubted=snapshot.clock_doubted,
        called_off="" if found.called_off is None else words.called_off(found.called_off, lang),
        held_after_all=found.held_after_all,
    )


def _pause(snapshot: Snapshot, lang: str, words: Words) -> out.PauseOut | None:
    """The queue's own break, or that of its rooms when every one that is there is on a break: the first to come back."""
    queue = snapshot.queue
    if queue.state is QueueState.PAUSED:
        return out.PauseOut(reason=words.pause_reason(queue.paused_reason, lang), until=queue.paused_until)
    there = [one.room for one in snapshot.rooms if one.room.state in ATTENDING_STATES | {RoomState.PAUSED}]
    if not there or any(one.state is not RoomState.PAUSED for one in there):
        return None
    first = min(there, key=lambda one: one.paused_until or datetime.max.replace(tzinfo=UTC))
    # A director comes back by their own act: when the time that was said is over, nobody can say another one.
    until = first.paused_until if first.paused_until is not None and first.paused_until > snapshot.now else None
    return out.PauseOut(reason=words.pause_reason(first.paused_reason, lang), until=until)


def only_the_queue_moves(snapshot: Snapshot, facts: TicketFacts) -> bool:
    """Whether all but the queue of the view is made of the ticket and of what `shared` gives."""
    return facts.ticket.state in IN_QUEUE and not facts.announcements and facts.ticket.id not in snapshot.offers


def shared(snapshot: Snapshot, lang: str, words: Words) -> object:
    """What the views of all who wait here are made of besides the queue and the tickets, to be compared with an earlier one."""
    names = tuple((one.queue_id, one.department) for one in snapshot.targets.values())
    pause = _pause(snapshot, lang, words)
    return (
        snapshot.session,
        snapshot.state,
        pause,
        snapshot.announcements,
        snapshot.department,
        names,
        words.municipality,
    )


def _call(snapshot: Snapshot, facts: TicketFacts, lang: str, words: Words) -> out.CallOut | None:
    room = snapshot.room_of(facts.ticket.id)
    if room is None or facts.ticket.state not in HAS_MEMBERS:
        return None
    guests = [_guest(one, lang, words) for one in room.present]
    return out.CallOut(
        director=room.director,
        department=words.bilingual(snapshot.department, lang),
        answer_until=room.answer_until,
        epoch=room.room.media_epoch,
        slots=_slots(facts, room),
        director_connected=room.room.connected,
        minute_taken=room.minute_taken,
        second=guests[0] if guests else None,
        further=guests[1:],
        relative=_relative(room),
        company=words.company(room.beside, lang),
        turned_off=list(room.turned_off),
        emergency_at=room.emergency_at,
        picture=room.picture,
    )


def _slots(facts: TicketFacts, room: RoomFacts) -> dict[str, str]:
    screen = "director" if room.shares_screen else pieces.sharing(room.present)
    others = ["director", *GUESTS[: len(room.present)]]
    return pieces.slots(facts, others, screen=screen, pictures=facts.data_mode != "voice")


def _guest(assist: AssistFacts, lang: str, words: Words) -> out.SecondOut:
    return out.SecondOut(
        director=assist.guest_director,
        department=pieces.department(assist, lang, words),
        knock_id=None if assist.kind is AssistKind.INVITED else assist.id,
        company=words.company(assist.guest_company, lang),
        turned_off=list(assist.guest_turned_off),
        signs=assist.signs,
    )


def _relative(room: RoomFacts) -> out.RelativeOut | None:
    one = room.relative
    if one is None:
        return None
    return out.RelativeOut(relative_id=one.id, name=one.name, waits=one.waits, expires_at=one.expires_at)


def _knock(snapshot: Snapshot, facts: TicketFacts, lang: str, words: Words) -> out.KnockOut | None:
    room = snapshot.room_of(facts.ticket.id)
    assist = None if room is None else next((one for one in room.guests if one.knocks), None)
    return None if assist is None else pieces.asked_by(assist, assist.citizen_agrees, lang, words)


def _outcome(facts: TicketFacts, lang: str, words: Words) -> out.OutcomeOut | None:
    if facts.outcome is None or facts.outcome_at is None:
        return None
    known = next((one for one in words.municipality.dispositions if one.code == facts.disposition), None)
    return out.OutcomeOut(
        outcome=facts.outcome,
        label=words.bilingual(known.label, lang) if known else "",
        follows=words.bilingual(known.follows, lang) if known else "",
        note=words.readable(facts.private.note, lang),
        damaged=facts.private.note is None,
        recorded_at=facts.outcome_at,
    )


def _word(facts: TicketFacts) -> out.WordOut | None:
    if facts.outcome_at is None:
        return None
    return out.WordOut(
        resolved=facts.says_resolved,
        why=facts.why_not,
        rating=facts.rating,
        until=facts.outcome_at + SAYS_WITHIN,
        reopened=facts.reopened,
        kept=not facts.of_complaint,
    )
