"""Watchers that are told of every change at once: there are few of them, and people wait for them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import InitVar, dataclass, field

from audiencia.db.precedence import Precedence
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling.namespaces.socket import LastSent, Live, Socket
from audiencia.signaling.watcher import Watcher
from audiencia.signaling.wire import Wire


@dataclass(eq=False)
class PromptWatcher(Watcher):
    """Base of the watchers of staff and relatives. `socket` holds it; it holds parts of the socket alone, since a cycle of references
    would outlive the connection."""

    live: Live
    socket: InitVar[Socket]
    lang: str = field(init=False)
    cookies: Mapping[str, str] = field(init=False)
    last: LastSent = field(init=False)
    wire: Wire = field(init=False)
    end: Callable[[], Awaitable[None]] | None = field(init=False)

    def __post_init__(self, socket: Socket) -> None:
        self.lang, self.cookies, self.last = socket.lang, socket.cookies, socket.last
        self.wire, self.end = socket.wire, socket.end

    @property
    def precedence(self) -> Precedence:
        """The precedence of somebody in a call."""
        return Precedence.FIRST

    @property
    def backlogged(self) -> bool:
        """As its connection is."""
        return self.wire.backlogged

    @property
    def deferred(self) -> bool:
        """Nothing is kept for later."""
        return False

    def patient(self, snapshot: Snapshot) -> bool:
        """Waits for no batch."""
        return False

    async def greet(self) -> None:
        """The view as it is now."""
        self.last.forget()
        await self.live.fanout.show_now(self)
