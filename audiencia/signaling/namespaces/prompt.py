"""Watchers that are told of every change at once: there are few of them, and people wait for them."""

from audiencia.db.precedence import Precedence
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling.namespaces.socket import Live, Socket
from audiencia.signaling.watcher import Watcher


class PromptWatcher(Watcher):
    """Base of the watchers of staff and relatives."""

    live: Live
    socket: Socket

    @property
    def precedence(self) -> Precedence:
        """The precedence of somebody in a call."""
        return Precedence.FIRST

    @property
    def backlogged(self) -> bool:
        """As its connection is."""
        return self.socket.wire.backlogged

    @property
    def deferred(self) -> bool:
        """Nothing is kept for later."""
        return False

    def patient(self, snapshot: Snapshot) -> bool:
        """Waits for no batch."""
        return False

    async def greet(self) -> None:
        """The view as it is now."""
        self.socket.last.forget()
        await self.live.fanout.show_now(self)
