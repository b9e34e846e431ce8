"""Hands on what the pages of one call say to each other about its keys and under them. Understands, stores, logs nothing of it.
Pages at another web node are reached through Valkey; while it is away the sender is told that the message did not go out."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from audiencia.core.errors import Code, Refused, Unavailable
from audiencia.core.ids import PartyId
from audiencia.queue.call import call_keys
from audiencia.runtime.context import AppContext
from audiencia.signaling.hints.hints import Hints
from audiencia.signaling.hints.keys import Handed
from audiencia.signaling.messages_in import CallKeys
from audiencia.signaling.messages_out import CallKeysOut

Deliver = Callable[[PartyId, Mapping[str, Any]], bool]
"""Sends the event to all pages of this party at this node; whether there are any."""


class KeyRelay:
    """Passes keys of calls between the pages at this node and those at others. `deliver` is set once there are sockets."""

    deliver: Deliver

    def __init__(self, context: AppContext, hints: Hints, node_id: UUID) -> None:
        self._context, self._hints, self._node = context, hints, str(node_id)

    async def say(self, party: PartyId, message: CallKeys) -> None:
        """To one or all others who are in the call now. Raises `Refused(encryption_off, call_over)`, `Unavailable`."""
        call_keys.check_on(self._context)
        call = await call_keys.call_of(self._context, party)
        if call is None or call.id != message.call:
            raise Refused(Code.CALL_OVER)
        wanted = call.members.keys() if message.to is None else {message.to}
        to = [one for name, one in call.members.items() if name in wanted and one != party]
        if not to:
            raise Refused(Code.CALL_OVER)
        said = CallKeysOut(call=call.id, sender=call.member(party), body=message.body).model_dump(mode="json")
        here = [self.deliver(one, said) for one in to]
        if not await self._hints.publish_keys(Handed(self._node, tuple(to), said)) and not all(here):
            raise Unavailable

    def hear(self, handed: Handed) -> None:
        """Another node hands on what was said there."""
        if handed.node != self._node:
            for party in handed.to:
                self.deliver(party, handed.said)
