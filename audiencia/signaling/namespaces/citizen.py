"""The citizen's namespace: one ticket, its whole view, and what its holder may do."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from audiencia.core.errors import Code, DomainError, Forbidden
from audiencia.core.ids import CommandId, PartyId, QueueId, TicketId, party_of_ticket
from audiencia.db.group_commit import Combiner
from audiencia.db.precedence import Precedence
from audiencia.followup import feedback
from audiencia.media.worker.admission import Urgency
from audiencia.queue.booking import check_in
from audiencia.queue.call import chat, conduct, data_use, helping, knock, matters, presence
from audiencia.queue.calling import answer, wait
from audiencia.queue.domain.connecting import urgency, urgency_in
from audiencia.queue.domain.roster import Choice
from audiencia.queue.joining import by_phone, devices
from audiencia.queue.media_routes import worker_assignment
from audiencia.queue.moderation import caps, offers
from audiencia.queue.snapshot import watched
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.queue.unit.commands import TicketCommand
from audiencia.runtime.context import AppContext
from audiencia.runtime.identity import TURN_COOKIE, citizen_of, citizen_refusal
from audiencia.signaling import messages_in as said
from audiencia.signaling.fanout import AT_ONCE
from audiencia.signaling.namespaces.base import LiveNamespace, Result
from audiencia.signaling.namespaces.socket import Live, Socket
from audiencia.signaling.views import citizen
from audiencia.signaling.views.line_news import LineSeen, LineTexts
from audiencia.staff.roles import Role

AGAIN_AT_ONCE = 500
"""How many sockets one transaction notes, so that it holds the queues for some hundredths of a second."""


@dataclass(eq=False)
class CitizenWatcher:
    """Looks at one ticket, in whichever queue it is."""

    live: Live
    socket: Socket
    queue_id: QueueId | None
    ticket_id: TicketId
    urgency: Urgency = Urgency.WAITING
    """As the last view was made, or the ticket was when the socket came."""
    generation: int = 1
    """Of the cookie that opened the socket."""
    made_of: tuple[TicketFacts, object] | None = None
    """What the last view was made from besides the line and `boot`."""
    boot: str | None = None
    """Of the media worker, as the last view told it."""
    line: LineSeen | None = None
    """The line, as it was told last."""
    left: bool = False
    """Whether a slight change of it was left for later."""

    @property
    def precedence(self) -> Precedence:
        """By the last view."""
        return Precedence.FIRST if self.urgency >= Urgency.CALLED else Precedence.USUAL

    def looks_at(self, queue_id: QueueId) -> bool:
        """The queue that the ticket was last seen in."""
        return queue_id == self.queue_id

    @property
    def behind(self) -> bool:
        """As its connection is."""
        return self.socket.wire.behind

    async def greet(self) -> None:
        """The view as it is now."""
        self.socket.last.forget()
        self.made_of = self.line = None
        await self.live.fanout.show_now(self)

    async def show(self, snapshot: Snapshot) -> None:
        """The citizen's whole view; of a line that moved on, the line."""
        self.left, facts = False, snapshot.tickets[self.ticket_id]
        if not await self._still_here(facts):
            return
        boot = self._connects(snapshot, facts)
        made_of = self._made_of(snapshot, facts)
        if made_of is None or (made_of, boot) != (self.made_of, self.boot):
            pin = self.live.context.keyring.pin(facts.ticket.attention_id, facts.generation)
            view = citizen.citizen(snapshot, facts, pin, self.socket.lang, self.live.words, boot)
            whole = self.socket.last.changed_view(view.model_dump(mode="json"), snapshot)
            self.made_of, self.boot = made_of, boot
            if whole:
                self.line = self._line(snapshot)
                return
        self._tell_line(snapshot)

    def _connects(self, snapshot: Snapshot, facts: TicketFacts) -> str | None:
        """The boot of the media worker, where this one is to connect to it by now."""
        expected = snapshot.estimates.get(self.ticket_id)
        earliest = None if expected is None else expected.low_at
        self.urgency = urgency(facts.ticket, snapshot.places.get(self.ticket_id), earliest, snapshot.now)
        connects = self.urgency is not Urgency.WAITING
        self.socket.stay.hurry(connects)
        return self.live.fleet.boot(snapshot.worker_of(self.ticket_id)) if connects else None

    def _made_of(self, snapshot: Snapshot, facts: TicketFacts) -> tuple[TicketFacts, object] | None:
        """`None` where it cannot be said without making the view."""
        if not citizen.only_the_line_moves(snapshot, facts):
            return None
        lang, words = self.socket.lang, self.live.words

        def shared() -> object:
            return self.live.shared.known((snapshot.queue_id, lang), citizen.shared(snapshot, lang, words))

        return facts, snapshot.once(("shared", lang), shared)

    def _line(self, snapshot: Snapshot) -> LineSeen | None:
        return _texts(snapshot).of(self.ticket_id) if self.ticket_id in snapshot.places else None

    def _tell_line(self, snapshot: Snapshot) -> None:
        """Sends the line where it is another than the last one, and may not wait."""
        line = self._line(snapshot)
        if line is None or (self.line is not None and line.says_the_same(self.line)):
            return
        self.left = self.line is not None and line.place > AT_ONCE and line.may_wait(self.line)
        if not self.left and not self.socket.last.is_past("view", snapshot):
            self.socket.wire.say_text("/citizen", "line", _texts(snapshot).text(line))
            self.line = line

    async def _still_here(self, facts: TicketFacts) -> bool:
        """Another device may have taken the ticket over: then this socket ends at once, and is shown nothing more."""
        held = self.generation == facts.token_generation
        if not held and self.socket.end is not None:
            await self.socket.end()
        return held

    def patient(self, snapshot: Snapshot) -> bool:
        """Far back in the line nothing is urgent, nor is it near the front that somebody joined behind."""
        place = snapshot.places.get(self.ticket_id, 0)
        if place > AT_ONCE or place == 0:
            return place > 0
        line, made_of = self._line(snapshot), self._made_of(snapshot, snapshot.tickets[self.ticket_id])
        if line is None or self.line is None or made_of is None:
            return False
        return made_of == self.made_of and line.place == self.line.place and line.rooms == self.line.rooms


def _texts(snapshot: Snapshot) -> LineTexts:
    return snapshot.once("line", lambda: LineTexts(snapshot))


class CitizenNamespace(LiveNamespace):
    """`/citizen`."""

    events = said.CITIZEN_EVENTS

    def __init__(self, namespace: str, live: Live) -> None:
        super().__init__(namespace, live)
        self._arrivals: Combiner[tuple[str, TicketId], None] = Combiner()

    async def enter(self, socket: Socket) -> None:
        """By the ticket's cookie."""
        held = await watched.ticket_of(self.live.context, socket.cookies.get(TURN_COOKIE, ""))
        if held is None:
            raise Forbidden(await citizen_refusal(self.live.context, socket.cookies))
        socket.role = Role.CITIZEN
        socket.watcher = CitizenWatcher(
            self.live, socket, held.queue_id, held.ticket_id, urgency_in(held.state), held.generation
        )

    async def arrive(self, socket: Socket) -> None:
        """The flag goes up; together with those who come to the same line meanwhile: after an outage that is everybody. Whoever
        is called or in a call waits for none of them.
        """
        assert isinstance(socket.watcher, CitizenWatcher)
        if socket.watcher.urgency >= Urgency.CALLED:
            await presence.citizen_came(self.live.context, self.live.node_id, socket.sid, self._ticket(socket))
            return
        coming = asyncio.create_task(
            self._arrivals.do(socket.watcher.queue_id, (socket.sid, self._ticket(socket)), self._come)
        )
        try:
            await asyncio.shield(coming)
        except asyncio.CancelledError:
            coming.add_done_callback(partial(self._went_while_coming, socket))
            raise

    def _went_while_coming(self, socket: Socket, coming: "asyncio.Task[None]") -> None:
        """A socket whose connection ended while its arrival was noted: that transaction goes on for the others, and `look_after` notes
        that this one is gone.
        """
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

    async def media_worker(self, socket: Socket) -> str | None:
        """That of the room that called the ticket, else the home of its line."""
        return await worker_assignment.of_ticket(self.live.context, self._ticket(socket))

    async def urgency(self, socket: Socket) -> Urgency:
        """By the last view, unless the call came since."""
        assert isinstance(socket.watcher, CitizenWatcher)
        state = await worker_assignment.state_of(self.live.context, socket.watcher.ticket_id)
        return max(socket.watcher.urgency, urgency_in(state))

    def camera_at_most(self, socket: Socket) -> int:
        """In any line: the connection stays when the ticket moves."""
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
            case said.EndStay():
                return await knock.end_stay(context, command, message.knock_id)
            case said.NeedHelp():
                return await helping.ask(context, command, message.reason)
            case said.ReportConduct():
                return await conduct.report(context, command, message.reason, message.text)
            case said.SayResolved():
                return await feedback.say_resolved(context, command, message.resolved)
            case said.ContinueElsewhere():
                return self._device_code(socket, await devices.code_for_ticket(context, command))
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
