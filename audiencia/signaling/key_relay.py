"""Hands on what the pages of one call say to each other about its keys and under them, and in the clear what is typed in it.
Stores and logs nothing of it.
Pages at another web node are reached through Valkey; while it is away the sender is told that the message did not go out."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from audiencia.core.errors import Code, Refused, Unavailable
from audiencia.core.ids import PartyId, ids_of
from audiencia.privacy.crypto import PersonKey, SealBroken
from audiencia.queue.call import call_keys
from audiencia.runtime.context import AppContext
from audiencia.signaling.hints.hints import Hints
from audiencia.signaling.hints.keys import Handed
from audiencia.signaling.messages_in import CallKeys, Typing
from audiencia.signaling.messages_out import CallKeysOut, TypingOut

Deliver = Callable[[PartyId, str, Mapping[str, Any]], bool]
"""Sends the event to all pages of this party at this node; whether there are any."""


class KeyRelay:
    """Passes keys of calls, and what is typed in them, between the pages at this node and those at others. `deliver` is set once
    there are sockets."""

    deliver: Deliver

    def __init__(self, context: AppContext, hints: Hints, node_id: UUID) -> None:
        self._context, self._hints, self._node = context, hints, str(node_id)
        self._between_nodes = PersonKey(context.keyring.keyed_hash("typing", "between nodes"))

    async def say(self, party: PartyId, message: CallKeys) -> None:
        """To one or all others who are in the call now. Raises `Refused(encryption_off, call_over)`, `Unavailable`."""
        call_keys.check_on(self._context)
        call = await self._call(party, message.call)
        wanted = call.members.keys() if message.to is None else {message.to}
        to = [one for name, one in call.members.items() if name in wanted and one != party]
        if not to:
            raise Refused(Code.CALL_OVER)
        said = CallKeysOut(call=call.id, sender=call.member(party), body=message.body).model_dump(mode="json")
        await self._hand(Handed(self._node, tuple(to), said), said)

    async def show_typing(self, party: PartyId, message: Typing) -> None:
        """To the others in the call now who read its chat: relatives do not. Raises `Refused(call_over)`, `Unavailable`."""
        call = await self._call(party, message.call)
        to = tuple(one for one in call.members.values() if one != party and ids_of(one).relative is None)
        said = TypingOut(call=call.id, sender=call.member(party), text=message.text).model_dump(mode="json")
        sealed = self._between_nodes.seal(message.text, str(call.id)).hex()
        await self._hand(Handed(self._node, to, {**said, "text": sealed}, "typing"), said)

    async def _call(self, party: PartyId, call_id: UUID) -> call_keys.KeyedCall:
        call = await call_keys.call_of(self._context, party)
        if call is None or call.id != call_id:
            raise Refused(Code.CALL_OVER)
        return call

    async def _hand(self, handed: Handed, said: Mapping[str, Any]) -> None:
        here = [self.deliver(one, handed.event, said) for one in handed.to]
        if not await self._hints.publish_keys(handed) and not all(here):
            raise Unavailable

    def hear(self, handed: Handed) -> None:
        """Another node hands on what was said there."""
        said = None if handed.node == self._node else self._opened(handed)
        if said is not None:
            for party in handed.to:
                self.deliver(party, handed.event, said)

    def _opened(self, handed: Handed) -> Mapping[str, Any] | None:
        """As it was said; `None` for what no node of this installation sealed."""
        said = handed.said
        if handed.event != "typing":
            return said
        try:
            return {**said, "text": self._between_nodes.open(bytes.fromhex(said["text"]), said["call"])}
        except (KeyError, TypeError, ValueError, SealBroken):
            return None
