"""From the moments of the queues that a room serves to what its director sees. Pure."""

from collections.abc import Sequence

from audiencia.cases.api import UNREADABLE_STEP_TO_STAFF
from audiencia.core.ids import TicketId
from audiencia.followup.called import CaseSummary
from audiencia.queue.domain.call_members import GUESTS
from audiencia.queue.domain.chat import SHOWS_CALL
from audiencia.queue.domain.routing import first_of
from audiencia.queue.moderation import caps
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import RoomFacts
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import assist, chat, mayor, pieces, waiting
from audiencia.signaling.views.talk import talk
from audiencia.signaling.words import Words


def director(
    snapshots: Sequence[Snapshot], room: RoomFacts, lang: str, words: Words, boot: str | None
) -> out.DirectorView:
    """All that a director's console shows. `snapshots`: of the queues that the room serves, its present one first.
    The name and contact of a person are in it only while the room holds them. Of one whose result is still owed, every
    director of that queue reads the name: any of them may complete it."""
    home = snapshots[0]
    held = home.tickets.get(room.ticket_id) if room.ticket_id is not None else None
    next_ticket = _next(snapshots, room)
    immediate, in_process = room.counts.get("resolved_immediately", 0), room.counts.get("in_process", 0)
    return out.DirectorView(
        version=home.version,
        now=home.now,
        session=pieces.session(home),
        department=words.bilingual(home.department, lang),
        director=room.director,
        room=_room(home, room, held, lang, words),
        current=current(held, room, lang, words) if held is not None else None,
        waiting=waiting.front(snapshots, next_ticket, lang, words),
        waiting_total=sum(len(one.places) for one in snapshots),
        next_ticket=next_ticket,
        absent=waiting.absent(snapshots, lang, words),
        assist=assist.of_room(home, room, lang, words),
        further=assist.further(room, lang, words),
        relative=assist.waits(room),
        talk=_talk(home, room, held),
        knock=assist.knock(room, lang, words),
        commitments=_commitments(snapshots, room, lang, words),
        pending=pending(snapshots, lang, words),
        targets=_targets(home, lang, words),
        queue_state=home.state,
        dispositions=dispositions(lang, words),
        pause_reasons=words.pause_reasons(lang),
        company_choices=words.choices(words.municipality.company, lang),
        conduct_reasons=words.choices(words.municipality.conduct_reasons, lang),
        assistants=[
            out.AssistantOut(staff_id=one.staff_id, name=one.name, connected=one.connected) for one in room.assistants
        ],
        help=room.help,
        today=out.TodayOut(attended=immediate + in_process, resolved_immediately=immediate, in_process=in_process),
        part=_part(home, room),
        chat=_chat(home, room, held, lang, words),
        media=_media(boot, home, room, held, words),
    )


def _media(boot: str | None, home: Snapshot, room: RoomFacts, held: TicketFacts | None, words: Words) -> out.MediaOut:
    talked_with = held if held is not None else assist.assisted(home, room)
    mode = talked_with.data_mode if talked_with is not None else "normal"
    # An interpreter is beside the host.
    limit = caps.director(words.municipality, room.own, mode, room.helps_with)
    return pieces.media(boot, talked_with, room, limit, words)


def _talk(home: Snapshot, room: RoomFacts, held: TicketFacts | None) -> out.TalkOut | None:
    """The call's members: of the own call, or of the one that this director joined."""
    joined = assist.assisted(home, room)
    return talk(held, room, "director") if joined is None else talk(joined, room, "second")


def _part(home: Snapshot, room: RoomFacts) -> out.Part:
    """What the roster says of the room's director; whoever is in a room of an earlier jornada attends."""
    member = next((one for one in home.roster if one.staff_id == room.room.director_id), None)
    return "director" if member is None else member.part


def _chat(home: Snapshot, room: RoomFacts, held: TicketFacts | None, lang: str, words: Words) -> out.ChatOut | None:
    """The chat of the own call until the result is recorded, or of the call that this director joined."""
    held = assist.assisted(home, room) or held
    if held is None or held.ticket.state not in SHOWS_CALL:
        return None
    return chat.chat(held, "call", room.room.director_id, lang, words)


def _room(home: Snapshot, room: RoomFacts, held: TicketFacts | None, lang: str, words: Words) -> out.RoomOut:
    guests = () if room.visits is not None else room.present
    return out.RoomOut(
        state=room.room.state.value,
        version=room.room.version,
        epoch=room.room.media_epoch,
        slots=pieces.slots(held, ["citizen", *GUESTS[: len(guests)]], screen=pieces.sharing(guests)),
        paused_until=room.room.paused_until,
        paused_reason=words.pause_reason(room.room.paused_reason, lang) if room.room.paused_reason else None,
        draining=room.room.draining,
        serves=[words.bilingual(home.targets[one].department, lang) for one in room.room.serves],
        company=None if room.company is None else words.company(room.company, lang),
        told=words.company(room.beside, lang),
        turned_off=list(room.turned_off),
        shares_screen=room.shares_screen,
    )


def _next(snapshots: Sequence[Snapshot], room: RoomFacts) -> TicketId | None:
    """Chosen as `queue.calling.queue_heads` chooses for a call."""
    choices = [choice for one in snapshots if (choice := one.choice_of(room.room)) is not None]
    return choices[first_of(choices)].ticket.id if choices else None


def current(facts: TicketFacts, room: RoomFacts, lang: str, words: Words) -> out.CurrentOut:
    """Whom a room holds, as its director sees them."""
    ticket, private = facts.ticket, facts.private
    return out.CurrentOut(
        ticket_id=ticket.id,
        number=ticket.number,
        state=ticket.state.value,
        folio=facts.folio,
        name=private.name,
        contact=private.contact,
        topic=words.bilingual(facts.topic, lang),
        matter=words.readable(private.matter, lang),
        guardian=private.guardian,
        damaged=pieces.damaged(private, "name", "contact", "matter", "guardian", "adjustments"),
        adjustments=words.adjustments(private.adjustments, lang),
        since=ticket.state_since,
        answer_until=room.answer_until,
        minute_taken=room.minute_taken,
        connected=ticket.connected,
        devices=facts.devices,
        data_mode=facts.data_mode,
        camera_paused=facts.camera_paused,
        turned_off=list(facts.turned_off),
        next_steps=pieces.steps(facts.steps, words.translate(lang, UNREADABLE_STEP_TO_STAFF)),
        commitments=pieces.commitments(facts.commitments, lang, words),
        matters=pieces.matters(facts.matters, lang, words),
        notes=[
            out.LegNoteOut(
                department=words.bilingual(one.department, lang),
                note=words.readable(one.note, lang),
                damaged=one.note is None,
            )
            for one in facts.notes
        ],
        held_until=pieces.held_until(facts, words),
        interpreter=words.bilingual(room.interpreter, lang) if room.interpreter else None,
        medium=ticket.medium,
        phone=private.phone if ticket.by_phone else "",
        has_phone=bool(private.phone),
        note=working_note(facts),
        emergency_at=room.emergency_at,
        picture=room.picture,
        about_folio=facts.about_folio,
        step_templates=[
            out.StepTemplateOut(
                code=one.code,
                label=one.label,
                step=one.step,
                requirement=one.requirement,
                cost=one.cost,
                place=one.place,
            )
            for one in words.municipality.step_templates
            if one.department in (None, room.own)
        ],
        note_templates=[
            out.NoteTemplateOut(code=one.code, label=one.label, text=one.text)
            for one in words.municipality.note_templates
            if one.department in (None, room.own)
        ],
    )


def case(found: CaseSummary, lang: str, words: Words) -> out.CaseOut:
    """What a citizen came to talk about."""
    return out.CaseOut(
        folio=found.folio,
        state=found.state.value,
        withdrawn=found.withdrawn,
        department=words.bilingual(found.department, lang),
        topic="" if found.topic is None else words.bilingual(found.topic, lang),
        subject=found.subject,
        matter=found.matter,
        received_on=found.received_on,
        due_on=found.due_on,
        answered_at=found.answered_at,
        answer=found.answer,
    )


def working_note(facts: TicketFacts) -> out.WorkingNoteOut:
    """The internal note while the result is not recorded."""
    found = facts.working
    return out.WorkingNoteOut(version=found.version, text=found.text or "", by=found.by, damaged=found.text is None)


def _commitments(
    snapshots: Sequence[Snapshot], room: RoomFacts, lang: str, words: Words
) -> list[out.OwnedCommitmentOut]:
    """What the departments that the room serves, or this director, still has to do."""
    own = room.room.director_id
    found = {
        one.id: one
        for snapshot in snapshots
        for one in snapshot.commitments
        if one.staff_id is None or one.staff_id == own
    }
    return mayor.owned(sorted(found.values(), key=lambda one: one.due), snapshots[0].now, own, lang, words)


def pending(snapshots: Sequence[Snapshot], lang: str, words: Words) -> list[out.PendingOut]:
    """Results of these queues that were left for later, the longest first."""
    found = [snapshot.tickets[one] for snapshot in snapshots for one in snapshot.owed]
    return [
        out.PendingOut(
            ticket_id=one.ticket.id,
            number=one.ticket.number,
            version=one.ticket.version,
            topic=words.bilingual(one.topic, lang),
            matter=words.readable(one.private.matter, lang),
            name=one.private.name,
            damaged=pieces.damaged(one.private, "name", "matter"),
            ended_at=one.ticket.state_since,
            note=working_note(one),
        )
        for one in sorted(found, key=lambda one: one.ticket.state_since)
    ]


def _targets(home: Snapshot, lang: str, words: Words) -> list[out.TargetOut]:
    return [
        out.TargetOut(
            department=words.bilingual(one.department, lang),
            department_slug=one.slug,
            state=one.state,
            rooms_free=one.rooms_free,
            waiting=one.waiting,
        )
        for one in home.targets.values()
        if one.queue_id != home.queue_id and not words.municipality.is_by_rule(one.slug)
    ]


def dispositions(lang: str, words: Words) -> list[out.DispositionOut]:
    """What a result can be."""
    return [
        out.DispositionOut(
            code=one.code, outcome=one.outcome, label=words.bilingual(one.label, lang), needs_date=one.needs_date
        )
        for one in words.municipality.dispositions
    ]


def disclosed(view: out.DirectorView) -> set[tuple[TicketId, str]]:
    """Whose matter or name a view shows, and as what: each is a disclosure that the audit notes once."""
    shown = waiting.disclosed((*view.waiting, *view.absent))
    shown |= {(TicketId(one.ticket_id), "outcome_pending") for one in view.pending}
    if view.assist is not None and view.assist.role == "guest":
        shown.add((TicketId(view.assist.ticket_id), "assist"))
    if view.current is not None:
        shown.add((TicketId(view.current.ticket_id), "attention"))
        if view.current.phone:
            shown.add((TicketId(view.current.ticket_id), "telephone"))
    return shown
