"""What one citizen's socket is sent: the whole view, or the queue where nothing else is new."""

from collections.abc import Awaitable, Callable
from dataclasses import InitVar, dataclass, field

from audiencia.core.ids import QueueId, TicketId
from audiencia.db.precedence import Precedence
from audiencia.media.worker.admission import Urgency
from audiencia.queue.domain.connecting import urgency
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.signaling.fanout import AT_ONCE
from audiencia.signaling.namespaces.socket import LastSent, Live, Socket
from audiencia.signaling.transport import Stay
from audiencia.signaling.views import citizen
from audiencia.signaling.views.queue_news import QueueSeen, QueueTexts
from audiencia.signaling.wire import Wire

NO_NEWS = {"version", "now", "line"}
"""Fields of a view whose change alone does not send it; the queue is sent by itself."""


@dataclass(eq=False, slots=True)
class CitizenWatcher:
    """Looks at one ticket, in whichever queue it is. `socket` holds it; it holds parts of the socket alone, since a cycle of references
    would outlive the connection."""

    live: Live
    socket: InitVar[Socket]
    queue_id: QueueId | None
    ticket_id: TicketId
    urgency: Urgency = Urgency.WAITING  # As the last view was made, or the ticket was when the socket came.
    generation: int = 1  # Generation of the cookie that opened the socket.
    connected: bool = False
    """Whether the ticket counted as connected when the socket came, as after the end of its node."""
    made_of: tuple[TicketFacts, object] | None = None  # What the last view was made from besides the queue and `boot`.
    boot: str | None = None  # `boot` of the media worker in the last view.
    queue: QueueSeen | None = None  # The queue, as it was sent last.
    deferred: bool = False  # Whether a minor change of it was not sent yet.
    lang: str = field(init=False)
    last: LastSent = field(init=False)
    stay: Stay = field(init=False)
    wire: Wire = field(init=False)
    end: Callable[[], Awaitable[None]] | None = field(init=False)

    def __post_init__(self, socket: Socket) -> None:
        self.lang, self.last, self.stay = socket.lang, socket.last, socket.stay
        self.wire, self.end = socket.wire, socket.end

    @property
    def precedence(self) -> Precedence:
        """By the last view."""
        return Precedence.FIRST if self.urgency >= Urgency.CALLED else Precedence.USUAL

    def looks_at(self, queue_id: QueueId) -> bool:
        """The queue that the ticket was last seen in."""
        return queue_id == self.queue_id

    @property
    def backlogged(self) -> bool:
        """As its connection is."""
        return self.wire.backlogged

    async def greet(self) -> None:
        """The view as it is now."""
        self.last.forget()
        self.made_of = self.queue = None
        await self.live.fanout.show_now(self)

    async def show(self, snapshot: Snapshot) -> None:
        """Sends the citizen's whole view, or the queue where nothing else is new."""
        if self.last.is_past("view", snapshot):
            return
        self.deferred, facts = False, snapshot.tickets[self.ticket_id]
        if not await self._still_here(facts):
            return
        boot = self._connects(snapshot, facts)
        made_of = self._made_of(snapshot, facts)
        if made_of is None or (made_of, boot) != (self.made_of, self.boot):
            if made_of is not None and boot == self.boot and self._tell_history(snapshot, made_of):
                return
            pin = self.live.context.keyring.pin(facts.ticket.attention_id, facts.generation)
            view = citizen.citizen(snapshot, facts, pin, self.lang, self.live.words, boot)
            self.made_of, self.boot = made_of, boot
            rest = view.model_dump_json(exclude=NO_NEWS)
            if self.last.changed_view(rest):
                self.queue = self._queue(snapshot)
                self.wire.emit_json("/citizen", "view", _texts(snapshot).view(self.queue, rest))
                return
        self._tell_queue(snapshot)

    def _connects(self, snapshot: Snapshot, facts: TicketFacts) -> str | None:
        """The boot of the media worker, where this one is to connect to it by now."""
        expected = snapshot.estimates.get(self.ticket_id)
        earliest = None if expected is None else expected.low_at
        self.urgency = urgency(facts.ticket, snapshot.places.get(self.ticket_id), earliest, snapshot.now)
        connects = self.urgency is not Urgency.WAITING
        self.stay.hurry(connects)
        return self.live.fleet.boot(snapshot.worker_of(self.ticket_id)) if connects else None

    def _made_of(self, snapshot: Snapshot, facts: TicketFacts) -> tuple[TicketFacts, object] | None:
        """`None` where it cannot be said without making the view."""
        if not citizen.only_the_queue_moves(snapshot, facts):
            return None
        lang, words = self.lang, self.live.words

        def shared() -> object:
            return self.live.interned.get((snapshot.queue_id, lang), citizen.shared(snapshot, lang, words))

        return facts, snapshot.once(("shared", lang), shared)

    def _queue(self, snapshot: Snapshot) -> QueueSeen | None:
        return _texts(snapshot).of(self.ticket_id) if self.ticket_id in snapshot.places else None

    def _tell_history(self, snapshot: Snapshot, made_of: tuple[TicketFacts, object]) -> bool:
        """Sends by what the history grew, with the queue, where nothing else is new since the last view; gives whether that is so."""
        queue = self._queue(snapshot)
        if queue is None or self.made_of is None or made_of[1] != self.made_of[1]:
            return False
        entries = made_of[0].entries_since(self.made_of[0])
        if not entries:
            return False
        told = citizen.history(snapshot, entries, self.lang, self.live.words)
        history = f"[{','.join(one.model_dump_json() for one in told)}]"
        self.wire.emit_json("/citizen", "line", _texts(snapshot).text(queue, history))
        self.queue, self.made_of = queue, made_of
        return True

    def _tell_queue(self, snapshot: Snapshot) -> None:
        """Sends the queue unless it is the same as the last one, or the change is minor and the person far back."""
        queue = self._queue(snapshot)
        if queue is None or (self.queue is not None and queue.is_same(self.queue)):
            return
        self.deferred = self.queue is not None and queue.place > AT_ONCE and queue.is_deferrable(self.queue)
        if not self.deferred:
            self.wire.emit_json("/citizen", "line", _texts(snapshot).text(queue))
            self.queue = queue

    async def _still_here(self, facts: TicketFacts) -> bool:
        """Another device may have taken the ticket over: then this socket ends at once, and is shown nothing more."""
        held = self.generation == facts.token_generation
        if not held and self.end is not None:
            await self.end()
        return held

    def patient(self, snapshot: Snapshot) -> bool:
        """Whether this one can wait for the next batch: far back unless the own ticket changed, in front while place and rooms stay."""
        place = snapshot.places.get(self.ticket_id, 0)
        if place == 0:
            return False
        facts = snapshot.tickets[self.ticket_id]
        if place > AT_ONCE:
            return self._has_seen(facts)
        queue, made_of = self._queue(snapshot), self._made_of(snapshot, facts)
        if queue is None or self.queue is None or made_of is None:
            return False
        return made_of == self.made_of and queue.place == self.queue.place and queue.rooms == self.queue.rooms

    def _has_seen(self, facts: TicketFacts) -> bool:
        """Whether the last view was made of these, but for entries of the history: where these alone grow, a reading keeps the ticket."""
        seen = None if self.made_of is None else self.made_of[0]
        return seen is not None and (facts.ticket is seen.ticket or facts.is_same_but_history(seen))


def _texts(snapshot: Snapshot) -> QueueTexts:
    return snapshot.once("texts", lambda: QueueTexts(snapshot))
