"""One event of the moderator, one flow: what concerns tickets, queues with their rooms, and people."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from audiencia.core.errors import BadInput, Code, DomainError
from audiencia.core.ids import CommandId, RoomId, StaffId, TicketId
from audiencia.db.commands import Result
from audiencia.queue.call import chat, conduct, helping
from audiencia.queue.calling import call
from audiencia.queue.domain.roster import Part
from audiencia.queue.moderation import announce, away, extend, moderate, move, queues, reorder, roster
from audiencia.queue.moderation.move import SeenTicket
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.context import AppContext
from audiencia.signaling import messages_in as said


@dataclass(frozen=True, slots=True)
class By:
    """Which moderator says it, under which id of a command."""

    context: AppContext
    staff: StaffId
    command_id: CommandId


async def carry_out(context: AppContext, staff: StaffId, message: said.Command) -> Result:
    """Carries the event out. Raises `DomainError(unknown_event)` for one that is no moderator's."""
    return await _about_tickets(By(context, staff, CommandId(message.command_id)), message)


async def _about_tickets(by: By, message: said.Command) -> Result:
    context, staff, command_id = by.context, by.staff, by.command_id
    match message:
        case said.MoveTickets():
            tickets = seen(message.tickets)
            return await move.move_tickets(context, staff, command_id, tickets, message.department, message.reason)
        case said.UndoMove():
            return await move.undo_move(context, staff, command_id, CommandId(message.move_id))
        case said.PutFirst():
            ticket_id = TicketId(message.ticket_id)
            return await reorder.put_first(context, staff, command_id, ticket_id, message.version, message.reason)
        case said.UndoPutFirst():
            return await reorder.undo_put_first(context, staff, command_id, CommandId(message.first_id))
        case said.PutBack():
            return await reorder.put_back(context, staff, command_id, TicketId(message.ticket_id), message.version)
        case said.Recall():
            command = RoomCommand(staff, RoomId(message.room_id), command_id)
            return await call.call_again(context, command, TicketId(message.ticket_id), message.version)
        case said.UndoNoShow():
            return await moderate.undo_no_show(context, staff, command_id, TicketId(message.ticket_id), message.version)
        case said.CancelTicket():
            ticket_id = TicketId(message.ticket_id)
            return await moderate.cancel_ticket(context, staff, command_id, ticket_id, message.version, message.reason)
    return await _about_queues(by, message)


async def _about_queues(by: By, message: said.Command) -> Result:
    context, staff, command_id = by.context, by.staff, by.command_id
    match message:
        case said.SetQueue():
            return await queues.set_queue(
                context, staff, command_id, message.version, message.department, message.action, message.reason,
                message.minutes,
            )  # fmt: skip
        case said.SetCap():
            return await queues.set_cap(context, staff, command_id, message.version, message.department, message.cap)
        case said.SetServed():
            return await moderate.set_served(
                context, staff, command_id, RoomId(message.room_id), message.version, message.departments
            )
        case said.ExtendSession():
            return await extend.extend(context, staff, command_id, message.closes_at, message.minutes)
        case said.Announce(ticket_id=UUID() as ticket_id):
            if message.department is not None:
                raise BadInput(fields={"department": Code.BAD_INPUT.value})
            target = TicketId(ticket_id)
            return await announce.announce_to(context, staff, command_id, target, message.text, message.minutes)
        case said.Announce():
            return await announce.announce(
                context, staff, command_id, message.department, message.text, message.minutes
            )
        case said.WithdrawAnnouncement():
            return await announce.withdraw(context, staff, command_id, message.announcement_id)
    return await _about_people(by, message)


async def _about_people(by: By, message: said.Command) -> Result:
    context, staff, command_id = by.context, by.staff, by.command_id
    match message:
        case said.SetRoster():
            before, part = Part(message.seen), Part(message.part)
            return await roster.set_part(context, staff, command_id, StaffId(message.staff_id), before, part)
        case said.DirectorAway():
            return await away.director_away(context, staff, command_id, _away(message))
        case said.WithdrawOffers():
            return await away.withdraw_offers(context, staff, command_id, message.department)
        case said.WriteTo():
            return await chat.write_as_moderator(context, staff, command_id, TicketId(message.ticket_id), message.text)
        case said.AnswerHelp():
            return await helping.answer(context, staff, command_id, message.help_id)
        case said.CloseHelp():
            return await helping.close(context, staff, command_id, message.help_id)
        case said.ReviewConduct():
            return await conduct.review(context, staff, command_id, message.ending_id, message.review, message.note)
        case said.SetInterpreter():
            return await moderate.set_interpreter(context, staff, command_id, message.code, message.present)
    raise DomainError(Code.UNKNOWN_EVENT)


def _away(message: said.DirectorAway) -> away.Away:
    substitute = None if message.substitute is None else StaffId(message.substitute)
    return away.Away(RoomId(message.room_id), message.version, message.reason, substitute, message.departments)


def seen(tickets: Sequence[said.SeenTicket]) -> list[SeenTicket]:
    """Tickets at the versions that the moderator saw."""
    return [SeenTicket(TicketId(one.ticket_id), one.version) for one in tickets]
