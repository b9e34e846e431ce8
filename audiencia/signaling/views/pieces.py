"""The pieces that all views share. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from audiencia.media.worker.routing_table import SCREEN_SLOT
from audiencia.queue.domain.call_members import GUESTS
from audiencia.queue.domain.ticket import TALKING, TicketState
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import AssistFacts, RoomFacts
from audiencia.queue.snapshot.ticket_facts import CommitmentFacts, MatterFacts, Private, StepFacts, TicketFacts
from audiencia.runtime.forecast import Expected
from audiencia.signaling import messages_out as out
from audiencia.signaling.words import Words


def media(
    boot: str | None, facts: TicketFacts | None, room: RoomFacts | None, max_bitrate: int, words: Words
) -> out.MediaOut:
    """What a browser needs to know of the media worker, and of the call that it is in or will be: of this ticket, in this room, if any."""
    interpreted = room is not None and any(one.signs for one in room.present)
    signed = interpreted or (facts is not None and words.picture_first(facts.private.adjustments))
    return out.MediaOut(boot=boot, max_bitrate=max_bitrate, picture_first=signed)


def session(snapshot: Snapshot) -> out.SessionOut:
    """The jornada."""
    one = snapshot.session
    return out.SessionOut(
        state=one.state.value, day=one.day, opens_at=one.opens_at, closes_at=one.closes_at, demo=one.demo
    )


def estimate(snapshot: Snapshot, facts: TicketFacts) -> out.EstimateOut | None:
    """When this person will be called, as far as it can be said."""
    return range_of(snapshot.estimates.get(facts.ticket.id))


def range_of(expected: Expected | None) -> out.EstimateOut | None:
    """From when to when somebody expects to be called."""
    return None if expected is None else out.EstimateOut(low_at=expected.low_at, high_at=expected.high_at)


def department(guest: AssistFacts, lang: str, words: Words) -> str:
    """The guest's department; empty for somebody of the citizen's trust."""
    return "" if guest.guest_department is None else words.bilingual(guest.guest_department, lang)


def asked_by(assist: AssistFacts, own_answer: bool | None, lang: str, words: Words) -> out.KnockOut | None:
    """The question of who knocks, for one of the two who are asked, by the own answer alone: gone after a no."""
    if not assist.knocks or own_answer is False:
        return None
    return out.KnockOut(
        knock_id=assist.id,
        role="asked",
        director=assist.guest_director,
        department=department(assist, lang, words),
        expires_at=assist.expires_at,
        answered=own_answer is True,
    )


def sharing(guests: Sequence[AssistFacts]) -> str | None:
    """Which of the guests of a call shows a screen."""
    return next((who for who, one in zip(GUESTS, guests, strict=False) if one.guest_shares), None)


def slots(
    facts: TicketFacts | None, others: Sequence[str], *, screen: str | None = None, pictures: bool = True
) -> dict[str, str]:
    """Who is in which slot of somebody in this ticket's call, and whose screen; without `pictures` of the sound alone."""
    if facts is None or facts.ticket.by_phone or facts.ticket.state not in TALKING | {TicketState.RECONNECTING}:
        return {}
    found = {f"{kind}{at}": other for at, other in enumerate(others) for kind in ("audio", "video")[: 1 + pictures]}
    return found | {SCREEN_SLOT: screen} if screen is not None and pictures else found


def held_until(facts: TicketFacts, words: Words) -> datetime | None:
    """Until when a call that was cut off on the citizen's side is held open."""
    if facts.ticket.state is not TicketState.RECONNECTING:
        return None
    return facts.ticket.state_since + timedelta(seconds=words.municipality.limits.reconnect_seconds)


def matters(found: tuple[MatterFacts, ...], lang: str, words: Words) -> list[out.MatterOut]:
    """Other matters of the same person."""
    return [
        out.MatterOut(
            matter_id=one.id,
            department=words.bilingual(one.department, lang),
            topic=words.bilingual(one.topic, lang),
            matter=words.readable(one.matter, lang),
            damaged=one.matter is None,
        )
        for one in found
    ]


def damaged(private: Private, *shown: out.Damaged) -> tuple[out.Damaged, ...]:
    """Which of the fields that are `shown` do not open."""
    return tuple(one for one in shown if (private.matter is None if one == "matter" else one in private.damaged))


def steps(found: tuple[StepFacts, ...], unreadable: str) -> list[out.StepOut]:
    """Next steps, as handed over. `unreadable`: what is said in the place of words that do not open."""
    return [
        out.StepOut(
            step_id=one.id,
            step=one.content.step or unreadable,
            damaged=not one.content.step,
            requirement=one.content.requirement,
            cost=one.content.cost,
            place=one.content.place,
            due=one.content.due,
        )
        for one in found
    ]


def commitments(found: tuple[CommitmentFacts, ...], lang: str, words: Words) -> list[out.CommitmentOut]:
    """What somebody was promised."""
    return [
        out.CommitmentOut(
            commitment_id=one.id,
            text=words.readable(one.text, lang),
            damaged=one.text is None,
            owner=words.bilingual(one.owner, lang),
            due=one.due,
            done=one.done,
        )
        for one in found
    ]
