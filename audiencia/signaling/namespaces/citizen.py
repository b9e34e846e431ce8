"""The citizen's namespace: one ticket, its whole view, and what its holder may do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from audiencia.core.errors import Code, DomainError, Forbidden
from audiencia.core.ids import CommandId, PartyId, TicketId, ids_of, party_of_ticket
from audiencia.db.group_commit import Combiner
from audiencia.followup import feedback
from audiencia.media.worker.admission import Urgency
from audiencia.queue.booking import check_in
from audiencia.queue.call import (
    chat,
    conduct,
    data_use,
    helping,
    knock,
    matters,
    picture,
    presence,
    relative_links,
    turned_off,
)
from audiencia.queue.calling import answer, wait
from audiencia.queue.domain.connecting import urgency_in
from audiencia.queue.domain.roster import Choice
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.joining import by_phone, devices
from audiencia.queue.media_routes import worker_assignment
from audiencia.queue.moderation import caps, offers
from audiencia.queue.snapshot import watched
from audiencia.queue.unit.commands import TicketCommand
from audiencia.runtime.context import AppContext
from audiencia.runtime.identity import TICKET_COOKIE, citizen_of, citizen_refusal
from audiencia.signaling import messages_in as said
from audiencia.signaling.namespaces.base import LiveNamespace, Result
from audiencia.signaling.namespaces.citizen_watcher import CitizenWatcher
from audiencia.signaling.namespaces.socket import Live, Socket
from audiencia.signaling.namespaces.turns import Turns
from audiencia.signaling.qr import device_code
from audiencia.staff.roles import Role

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import TicketsOfAttentions

AGAIN_AT_ONCE = 500
"""How many sockets one transaction notes, so that it holds the queues for some hundredths of a second."""
LOCK_FREE_BATCH = 200  # How many one statement takes that waits for no lock: more than are ever let in together.


class CitizenNamespace(LiveNamespace):
    """`/citizen`."""

    events = said.CITIZEN_EVENTS
    cookie = TICKET_COOKIE

    def __init__(self, namespace: str, live: Live) -> None:
        super().__init__(namespace, live)
        self._cookies: Combiner[str, TicketsOfAttentions | None] = Combiner(LOCK_FREE_BATCH)
        self._returns: Combiner[tuple[str, TicketId], bool] = Combiner(LOCK_FREE_BATCH)
        self._arrivals: Combiner[tuple[str, TicketId], None] = Combiner()
        self._turns = Turns(partial(watched.held_by_rooms, live.context))

    @asynccontextmanager
    async def turn(self, socket: Socket) -> AsyncIterator[None]:
        """A few at a time, and first of all who is called or in a call."""
        attention_id = self.live.context.keyring.read_ticket_token(socket.cookies.get(TICKET_COOKIE, ""))
        async with self._turns.take(attention_id):
            yield

    async def enter(self, socket: Socket) -> None:
        """By the ticket's cookie, read together with those of others who come meanwhile."""
        token = socket.cookies.get(TICKET_COOKIE, "")
        held = await self._cookies.do("", token, partial(watched.tickets_of, self.live.context))
        if held is None:
            raise Forbidden(await citizen_refusal(self.live.context, socket.cookies))
        socket.role = Role.CITIZEN
        urgency = urgency_in(TicketState(held.state))
        socket.watcher = CitizenWatcher(
            self.live, socket, held.queue_id, held.id, urgency, held.token_generation, held.connected
        )

    async def arrive(self, socket: Socket) -> None:
        """The flag goes up; together with those who come to the same queue meanwhile: after an outage that is everybody. Whoever
        is called or in a call waits for none of them."""
        assert isinstance(socket.watcher, CitizenWatcher)
        if socket.watcher.urgency >= Urgency.CALLED:
            await presence.citizen_came(self.live.context, self.live.node_id, socket.sid, self._ticket(socket))
            return
        coming = asyncio.create_task(self._note(socket.watcher, (socket.sid, self._ticket(socket))))
        try:
            await asyncio.shield(coming)
        except asyncio.CancelledError:
            coming.add_done_callback(partial(self._went_while_coming, socket))
            raise

    async def _note(self, watcher: CitizenWatcher, arrival: tuple[str, TicketId]) -> None:
        """Together with those of the same queue; of all queues where the ticket counted as connected, and still does."""
        if not watcher.connected or not await self._returns.do("", arrival, self._return):
            await self._arrivals.do(watcher.queue_id, arrival, self._come)

    async def _return(self, arrivals: Sequence[tuple[str, TicketId]]) -> list[bool]:
        others = await presence.citizens_returned(self.live.context, self.live.node_id, dict(arrivals))
        return [sid not in others for sid, _ in arrivals]

    def _went_while_coming(self, socket: Socket, coming: "asyncio.Task[None]") -> None:
        """A socket whose connection ended while its arrival was noted: that transaction goes on for the others, and `look_after` notes
        that this one is gone."""
        if not coming.cancelled():
            coming.exception()  # looked at, so that asyncio reports no error that nobody took
        self._gone.setdefault(socket.sid, socket)

    async def _come(self, arrivals: Sequence[tuple[str, TicketId]]) -> list[DomainError | None]:
        alone = await presence.citizens_came(self.live.context, self.live.node_id, dict(arrivals))
        return [await self._come_alone(*one) if one[0] in alone else None for one in arrivals]

    async def _come_alone(self, sid: str, ticket_id: TicketId) -> DomainError | None:
        """One whose ticket a room holds, or that was in another queue by the time the locks were had."""
        try:
            await presence.citizen_came(self.live.context, self.live.node_id, sid, ticket_id)
        except DomainError as error:
            return error
        return None

    async def arrive_again(self, sockets: Sequence[Socket]) -> None:
        """As many as there are in few transactions: after an outage of the database it may be everybody who waits."""
        for first in range(0, len(sockets), AGAIN_AT_ONCE):
            by_sid = {socket.sid: socket for socket in sockets[first : first + AGAIN_AT_ONCE]}
            tickets = {sid: self._ticket(socket) for sid, socket in by_sid.items()}
            alone = await presence.citizens_came(self.live.context, self.live.node_id, tickets)
            await super().arrive_again([by_sid[sid] for sid in alone])

    async def exit(self, socket: Socket) -> None:
        """The place stays; only the flag falls."""
        await presence.citizen_went(self.live.context, socket.sid, self._ticket(socket))

    async def still_allowed(self, socket: Socket) -> None:
        """The cookie still opens this ticket."""
        if await citizen_of(self.live.context, socket.cookies) is None:
            raise Forbidden(await citizen_refusal(self.live.context, socket.cookies))

    async def no_longer_allowed(self, sockets: Sequence[Socket]) -> Sequence[Socket]:
        """Asked for all at once: thousands wait at a node."""
        held = [(one, *self._cookie(one)) for one in sockets]
        now = await presence.outdated(self.live.context, [(ticket_id, of) for _, ticket_id, of in held])
        return [one for one, ticket_id, of in held if now.get(ticket_id, of) != of]

    def holder(self, socket: Socket) -> str:
        """The ticket."""
        return str(self._ticket(socket))

    def party(self, socket: Socket) -> PartyId:
        """The holder of the ticket."""
        return party_of_ticket(self._ticket(socket))

    def of_party(self, party: PartyId) -> list[Socket]:
        """Those of the ticket."""
        held = self._held.get(str(ids_of(party)[0]), {})
        return [self.sockets[sid] for sid in held if sid in self.sockets]

    async def media_worker(self, socket: Socket) -> str | None:
        """That of the room that called the ticket, else the home of its queue."""
        return await worker_assignment.of_ticket(self.live.context, self._ticket(socket))

    async def urgency(self, socket: Socket) -> Urgency:
        """By the last view, unless the call came since."""
        assert isinstance(socket.watcher, CitizenWatcher)
        state = await worker_assignment.state_of(self.live.context, socket.watcher.ticket_id)
        return max(socket.watcher.urgency, urgency_in(state))

    def camera_at_most(self, socket: Socket) -> int:
        """In any queue: the connection stays when the ticket moves."""
        return caps.citizen_at_most(self.live.context.municipality)

    @staticmethod
    def _ticket(socket: Socket) -> TicketId:
        assert isinstance(socket.watcher, CitizenWatcher)
        return socket.watcher.ticket_id

    @staticmethod
    def _cookie(socket: Socket) -> tuple[TicketId, int]:
        assert isinstance(socket.watcher, CitizenWatcher)
        return socket.watcher.ticket_id, socket.watcher.generation

    async def carry_out(self, socket: Socket, event: str, message: said.MessageIn) -> Result:
        """One event, one flow."""
        if not isinstance(message, said.Command):
            raise DomainError(Code.UNKNOWN_EVENT)
        context = self.live.context
        version = message.version if isinstance(message, said.VersionedCommand) else None
        command = TicketCommand(self._ticket(socket), CommandId(message.command_id), version)
        match message:
            case said.Devices():
                return await answer.name_devices(context, command, message.devices)
            case said.SetDataMode():
                return await data_use.set_data_mode(context, command, message.mode)
            case said.PauseCamera():
                return await data_use.pause_camera(context, command, paused=message.paused)
            case said.TurnOff():
                return await turned_off.by_citizen(context, command, message.devices)
            case said.Postpone():
                return await wait.postpone(context, command, not_before=message.not_before, let_pass=message.let_pass)
            case said.PreferPhone():
                return await by_phone.prefer_phone(context, command, message.telephone)
            case said.AnotherMatter():
                return await matters.another_matter(context, command, message.department, message.topic, message.matter)
            case said.WithdrawMatter():
                return await matters.withdraw_matter(context, command, message.matter_id)
            case said.AnswerOffer():
                choice = Choice(message.choice)
                return await offers.choose(
                    context, command, message.offer_id, choice, message.department, message.telephone
                )
            case said.AnswerKnock():
                return await knock.answer_as_citizen(context, command, message.knock_id, message.agree)
            case said.AnswerPicture():
                return await picture.answer(context, command, agree=message.agree)
            case said.EndStay():
                return await knock.end_stay(context, command, message.knock_id)
            case said.InviteRelative():
                made = await relative_links.invite(context, command, message.name, message.signs)
                return {
                    "link": f"{socket.origin}{made['path']}",
                    "relative_id": made["relative_id"],
                    "expires_at": made["expires_at"],
                }
            case said.NeedHelp():
                return await helping.ask(context, command, message.reason)
            case said.ReportConduct():
                return await conduct.report(context, command, message.reason, message.text)
            case said.SayResolved():
                reason = None if message.why is None else feedback.Reason(message.why, message.text)
                return await feedback.say_resolved(context, command, message.resolved, reason)
            case said.RateVisit():
                return await feedback.rate(context, command, message.rating)
            case said.ContinueElsewhere():
                return device_code(socket.origin, await devices.code_for_ticket(context, command))
            case said.WriteChat():
                return await chat.write_as_citizen(context, command, message.channel, message.text)
            case _ if type(message) in FLOWS:
                return await FLOWS[type(message)](context, command)
        raise DomainError(Code.UNKNOWN_EVENT)


FLOWS: Mapping[type[said.MessageIn], Callable[[AppContext, TicketCommand], Awaitable[Result]]] = {
    said.Accept: answer.accept,
    said.ComeBack: answer.come_back,
    said.Leave: answer.leave,
    said.HangUp: answer.hang_up,
    said.NeedMinute: answer.need_minute,
    said.SayReady: wait.say_ready,
    said.Resume: wait.resume,
    said.CheckIn: check_in.check_in,
    said.PreferVideo: by_phone.prefer_video,
    said.WithdrawCode: devices.withdraw_ticket_code,
    said.HelpOver: helping.no_more,
}
"""Events that carry nothing but the version of the ticket that the citizen saw."""
