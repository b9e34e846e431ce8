"""This node's lease, and the sockets that other nodes may have declared lost since it lapsed."""

from collections.abc import Sequence

from audiencia.db.precedence import Precedence, taking
from audiencia.queue.call import presence
from audiencia.signaling.namespaces.base import LiveNamespace
from audiencia.signaling.namespaces.socket import Live


class Lease:
    """`keep` and `note_again` are repeated, each by a loop of its own: noting many sockets must not let the lease lapse anew."""

    def __init__(self, live: Live, namespaces: Sequence[LiveNamespace]) -> None:
        self._live, self._namespaces = live, namespaces
        self._lapsed = False

    async def keep(self) -> None:
        """Renews the lease. Raises `Unavailable`."""
        with taking(Precedence.FIRST):
            lapsed = await presence.keep_lease(self._live.context, self._live.node_id)
        self._lapsed |= lapsed

    async def note_again(self) -> None:
        """Notes the sockets anew that were declared lost, if the lease had lapsed. What fails is done the next time."""
        if not self._lapsed:
            return
        self._lapsed = False
        try:
            for namespace in self._namespaces:
                await namespace.note_again()
        except BaseException:
            self._lapsed = True
            raise
