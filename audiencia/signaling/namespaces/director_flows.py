"""One event of the director, one flow."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from audiencia.cases.use_cases.next_steps import NextStep
from audiencia.core.errors import Code, DomainError
from audiencia.core.ids import RelativeId, RoomId, StaffId, StepId, TicketId
from audiencia.db.commands import Result
from audiencia.queue.call import (
    assist,
    chat,
    citizen_disconnect,
    commitments,
    conclude,
    conduct,
    emergency,
    helping,
    hold,
    knock,
    mayor,
    picture,
    relative,
    screen,
    transfer,
    turned_off,
    working_note,
)
from audiencia.queue.calling import call
from audiencia.queue.joining import by_phone, company, devices, seat
from audiencia.queue.moderation import rooms
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.context import AppContext
from audiencia.signaling import messages_in as said

Flow = Callable[[AppContext, RoomCommand], Awaitable[Result]]

FLOWS: Mapping[type[said.MessageIn], Flow] = {
    said.CloseRoom: rooms.close_room,
    said.ResumeRoom: rooms.resume_room,
    said.DrainRoom: rooms.drain_room,
    said.CallNext: call.call_next,
    said.WithdrawCall: call.withdraw_call,
    said.HoldCall: hold.put_on_hold,
    said.UnholdCall: hold.unhold_call,
    said.LeaveAssist: assist.leave_assist,
    said.LetGo: citizen_disconnect.let_go,
    said.ContinueByPhone: by_phone.continue_by_phone,
    said.BackToVideo: by_phone.back_to_video,
    said.PhoneAnswered: by_phone.phone_answered,
    said.PhoneNoAnswer: by_phone.phone_no_answer,
    said.EndCall: conclude.end_call,
    said.DeferOutcome: conclude.defer_outcome,
    said.WithdrawCode: devices.withdraw_room_code,
    said.WithdrawKnock: knock.withdraw,
    said.AskHelp: helping.ask_silently,
    said.WithdrawHelp: helping.withdraw,
}
"""Events that carry nothing but, at most, the version of the room that the director saw."""


async def carry_out(context: AppContext, command: RoomCommand, message: said.Command) -> Result:
    """Carries the event out. Raises `DomainError(unknown_event)` for one that is no director's."""
    match message:
        case said.OpenRoom():
            beside = None if message.company is None else _beside(message.company)
            return await rooms.open_room(context, command, beside)
        case said.DeclareCompany():
            return await company.declare(context, command, _beside(message.company))
        case said.TurnOff():
            return await turned_off.by_director(context, command, message.devices)
        case said.ShareScreen():
            return await screen.share(context, command, shared=message.shared)
        case said.EndForConduct():
            return await conduct.end_for_conduct(context, command, message.reason)
        case said.ShowEmergency():
            return await emergency.show(context, command, TicketId(message.ticket_id))
        case said.AskPicture():
            return await picture.ask(context, command, TicketId(message.ticket_id))
        case said.SendAway():
            return await seat.send_away(context, command, StaffId(message.staff_id))
        case said.SaveNote():
            return await working_note.save(context, command, TicketId(message.ticket_id), message.seen, message.note)
        case said.PauseRoom():
            return await rooms.pause_room(context, command, message.minutes, message.reason)
        case said.CallAgain():
            return await call.call_again(context, command, TicketId(message.ticket_id))
        case said.TransferCall():
            return await transfer.transfer_call(context, command, message.department, message.note)
        case said.PassOn():
            return await transfer.pass_on(context, command, message.matter_id, message.note)
        case said.RecordOutcome():
            return await conclude.record_outcome(context, command, _outcome(message))
        case said.CompleteOutcome():
            ticket_id = TicketId(message.ticket_id)
            return await conclude.complete_outcome(context, command, ticket_id, message.version, _outcome(message))
        case said.AddNextStep():
            step = NextStep(message.step, message.requirement, message.cost, message.place, message.due)
            return await conclude.add_next_step(context, command, TicketId(message.ticket_id), step)
        case said.RemoveNextStep():
            ticket_id, step_id = TicketId(message.ticket_id), StepId(message.step_id)
            return await conclude.remove_next_step(context, command, ticket_id, step_id)
        case said.WriteTo():
            return await chat.write_as_director(context, command, TicketId(message.ticket_id), message.text)
        case _ if type(message) in FLOWS:
            return await FLOWS[type(message)](context, command)
    return await _guests_and_promises(context, command, message)


async def _guests_and_promises(context: AppContext, command: RoomCommand, message: said.Command) -> Result:
    """Guests of a call, knocking, the mayor's queues, and commitments."""
    match message:
        case said.InviteDirector():
            return await assist.invite(context, command, message.department)
        case said.AnswerInvitation():
            return await assist.answer_invitation(context, command, message.join)
        case said.AnswerRelative():
            return await relative.answer(context, command, RelativeId(message.relative_id), message.admit)
        case said.WithdrawInvitation():
            return await assist.withdraw_invitation(context, command, message.assist_id)
        case said.HandOver():
            return await assist.hand_over(context, command, message.note, message.assist_id)
        case said.Knock():
            return await knock.knock(context, command, RoomId(message.room_id))
        case said.AnswerKnock():
            return await knock.answer_as_host(context, command, message.knock_id, message.agree)
        case said.ChooseLines():
            return await mayor.choose_queues(context, command, message.departments)
        case said.MakeCommitment():
            staff_id = None if message.staff_id is None else StaffId(message.staff_id)
            promise = commitments.Promise(message.text, message.due, message.department, staff_id)
            return await commitments.make(context, command, TicketId(message.ticket_id), promise)
        case said.CompleteCommitment():
            return await commitments.complete(context, command, message.commitment_id)
        case said.WithdrawCommitment():
            return await commitments.withdraw(context, command, message.commitment_id)
    raise DomainError(Code.UNKNOWN_EVENT)


def _beside(company: Sequence[said.Beside]) -> dict[str, int]:
    return {one.code: one.count for one in company}


def _outcome(message: said.RecordOutcome | said.CompleteOutcome) -> conclude.Outcome:
    return conclude.Outcome(
        message.outcome, message.disposition, message.note_to_citizen, message.note_internal, message.due
    )
