"""What people can do, each with the states in which it is worth trying; tried elsewhere, it is refused and changes nothing."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from uuid import UUID, uuid4

from audiencia.cases.use_cases.next_steps import NextStep
from audiencia.core.ids import CommandId, TicketId
from audiencia.followup import feedback
from audiencia.queue.booking import check_in
from audiencia.queue.call import assist, citizen_disconnect, conclude, hold, matters, transfer
from audiencia.queue.calling import answer, call, wait
from audiencia.queue.moderation import moderate, queues, rooms
from audiencia.queue.moderation.move import SeenTicket, move_tickets
from audiencia.queue.unit.commands import RoomCommand, TicketCommand
from tests.support.audience import TOPICS
from tests.support.scenery import DEPARTMENTS, Scenery

Flow = Coroutine[Any, Any, object]
TicketAct = Callable[[Scenery, TicketCommand, int], Flow]
RoomAct = Callable[[Scenery, RoomCommand, int], Flow]
STEP = NextStep("Pague en caja", "", "", "", None)
LINE = ("waiting", "ready_check", "postponed")
TALK = ("in_call", "on_hold")


def plain(flow: Callable[..., Flow]) -> Callable[[Scenery, Any, int], Flow]:
    """An act that needs nothing but its command."""
    return lambda scene, command, which: flow(scene.context, command)


def department(which: int) -> str:
    """One of the two."""
    return DEPARTMENTS[which % len(DEPARTMENTS)]


def move(scene: Scenery, command: TicketCommand, which: int) -> Flow:
    """A moderator's move."""
    reason = scene.context.municipality.move_reasons[0].code
    version = command.version or 0
    return move_tickets(
        scene.context,
        scene.moderator,
        command.command_id,
        [SeenTicket(command.ticket_id, version)],
        department(which),
        reason,
    )


def cancel(scene: Scenery, command: TicketCommand, which: int) -> Flow:
    """A moderator's end of a number."""
    version = command.version or 0
    return moderate.cancel_ticket(
        scene.context, scene.moderator, command.command_id, command.ticket_id, version, "duplicate"
    )


def undo_no_show(scene: Scenery, command: TicketCommand, which: int) -> Flow:
    """A moderator puts somebody back."""
    version = command.version or 0
    return moderate.undo_no_show(scene.context, scene.moderator, command.command_id, command.ticket_id, version)


def another_matter(scene: Scenery, command: TicketCommand, which: int) -> Flow:
    """A citizen brings up one more."""
    slug = department(which)
    return matters.another_matter(scene.context, command, slug, TOPICS[slug], "Otro asunto")


def a_matter(scene: Scenery, ticket_id: TicketId | None) -> UUID:
    """An open further matter of the ticket, or one that is not."""
    found = scene.find(
        "SELECT further_matter.id FROM further_matter JOIN ticket USING (attention_id) WHERE ticket.id = $1 "
        "AND begun_at IS NULL AND withdrawn_at IS NULL ORDER BY asked_at",
        ticket_id,
    )
    return found[0]["id"] if found else uuid4()


def held_by(scene: Scenery, command: RoomCommand) -> TicketId | None:
    """Whom a room holds."""
    found = scene.find("SELECT ticket_id FROM reservation WHERE ended_at IS NULL AND room_id = $1", command.room_id)
    return TicketId(found[0]["ticket_id"]) if found else None


def hand_a_step_over(scene: Scenery, command: RoomCommand, which: int) -> Flow:
    """A director gives a next step to whom the room holds."""
    return conclude.add_next_step(scene.context, command, held_by(scene, command) or TicketId(uuid4()), STEP)


def call_again(scene: Scenery, command: RoomCommand, which: int) -> Flow:
    """A director calls one who did not answer."""
    found = scene.find("SELECT id FROM ticket WHERE state = 'absent' ORDER BY number")
    return call.call_again(scene.context, command, found[which % len(found)]["id"] if found else TicketId(uuid4()))


def complete(scene: Scenery, command: RoomCommand, which: int) -> Flow:
    """A director completes a result that was left for later."""
    found = scene.find("SELECT id, version FROM ticket WHERE state = 'outcome_pending' ORDER BY number")
    one: Mapping[str, Any] = found[which % len(found)] if found else {"id": TicketId(uuid4()), "version": 1}
    bare = RoomCommand(command.director, command.room_id, command.command_id)
    return conclude.complete_outcome(scene.context, bare, one["id"], one["version"], scene.outcome())


def set_served(scene: Scenery, command: RoomCommand, which: int) -> Flow:
    """A moderator has a room serve one queue, or both."""
    served = (DEPARTMENTS[:1], DEPARTMENTS[1:], DEPARTMENTS)[which % 3]
    version = command.version or 0
    return moderate.set_served(scene.context, scene.moderator, command.command_id, command.room_id, version, served)


def set_queue(scene: Scenery, which: int) -> Flow:
    """A moderator opens, pauses, resumes or drains a queue; draining is rare."""
    slug = department(which // 8)
    version = scene.queue(slug)["state_version"]
    action = ("open", "open", "resume", "resume", "pause", "resume", "pause", "drain")[which % 8]
    said = ("break", 5) if action == "pause" else (None, None)
    return queues.set_queue(scene.context, scene.moderator, CommandId(uuid4()), version, slug, action, *said)  # type: ignore[arg-type]


def set_cap(scene: Scenery, which: int) -> Flow:
    """A moderator limits a queue, or takes the limit away."""
    slug = department(which)
    version = scene.queue(slug)["state_version"]
    cap = None if which % 3 else 12
    return queues.set_cap(scene.context, scene.moderator, CommandId(uuid4()), version, slug, cap)


def set_interpreter(scene: Scenery, which: int) -> Flow:
    """An interpreter goes or comes."""
    return moderate.set_interpreter(scene.context, scene.moderator, CommandId(uuid4()), "lsm_1", bool(which % 4))


CITIZENS: dict[str, tuple[tuple[str, ...], TicketAct]] = {
    "is ready": (LINE[:2], plain(wait.say_ready)),
    "lets others pass": (
        LINE[:2],
        lambda scene, command, which: wait.postpone(scene.context, command, let_pass=which % 3 + 1),
    ),
    "resumes": (("postponed",), plain(wait.resume)),
    "checks in": (("booked",), plain(check_in.check_in)),
    "gives an appointment up": (("booked",), plain(answer.leave)),
    "has an appointment cancelled": (("booked",), cancel),
    "accepts": (("called",), plain(answer.accept)),
    "needs a minute": (("called",), plain(answer.need_minute)),
    "declines": (("called", "absent"), plain(answer.leave)),
    "comes back": (("absent",), plain(answer.come_back)),
    "leaves": (LINE, plain(answer.leave)),
    "hangs up": (TALK, plain(answer.hang_up)),
    "has another matter": ((*LINE, "called", *TALK, "wrap_up"), another_matter),
    "withdraws a matter": (
        (*LINE, *TALK, "wrap_up"),
        lambda scene, command, which: matters.withdraw_matter(
            scene.context, command, a_matter(scene, command.ticket_id)
        ),
    ),
    "says it was resolved": (
        ("served",),
        lambda scene, command, which: feedback.say_resolved(scene.context, command, True),
    ),
    "says it was not": (
        ("served",),
        lambda scene, command, which: feedback.say_resolved(scene.context, command, False),
    ),
    "is moved": (LINE, move),
    "is cancelled": ((*LINE, "absent"), cancel),
    "is put back": (("no_show",), undo_no_show),
}
DIRECTORS: dict[str, tuple[tuple[str, ...], RoomAct]] = {
    "calls": (("available",), plain(call.call_next)),
    "calls again": (("available",), call_again),
    "withdraws": (("reserved",), plain(call.withdraw_call)),
    "holds": (("in_call",), plain(hold.put_on_hold)),
    "goes on": (("on_hold",), plain(hold.unhold_call)),
    "ends": (TALK, plain(conclude.end_call)),
    "lets go": (TALK, plain(citizen_disconnect.let_go)),
    "records": (
        ("wrap_up",),
        lambda scene, command, which: conclude.record_outcome(scene.context, command, scene.outcome()),
    ),
    "records later": (("wrap_up",), plain(conclude.defer_outcome)),
    "completes": (("available", "paused", "in_call"), complete),
    "hands a step over": ((*TALK, "wrap_up"), hand_a_step_over),
    "transfers": (
        (*TALK, "wrap_up"),
        lambda scene, command, which: transfer.transfer_call(scene.context, command, department(which), "nota"),
    ),
    "passes on": (
        (*TALK, "wrap_up"),
        lambda scene, command, which: transfer.pass_on(
            scene.context, command, a_matter(scene, held_by(scene, command)), ""
        ),
    ),
    "invites": (("in_call",), lambda scene, command, which: assist.invite(scene.context, command, department(which))),
    "uninvites": (("in_call",), plain(assist.withdraw_invitation)),
    "joins": (
        ("available",),
        lambda scene, command, which: assist.answer_invitation(scene.context, command, bool(which % 5)),
    ),
    "leaves the call": (("assisting",), plain(assist.leave_assist)),
    "hands over": (("in_call",), lambda scene, command, which: assist.hand_over(scene.context, command, "")),
    "pauses": (("available",), lambda scene, command, which: rooms.pause_room(scene.context, command, 5, "break")),
    "resumes work": (("paused",), plain(rooms.resume_room)),
    "opens": (("closed", "disconnected"), plain(rooms.open_room)),
    "closes": (("available", "paused"), plain(rooms.close_room)),
    "drains": (("available", "in_call", "reserved"), plain(rooms.drain_room)),
    "is set to serve": (("available", "closed", "in_call"), set_served),
}
HOUSE: dict[str, Callable[[Scenery, int], Flow]] = {
    "a queue is set": set_queue,
    "a limit is set": set_cap,
    "an interpreter goes or comes": set_interpreter,
}
