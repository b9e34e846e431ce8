"""Between web nodes what is typed goes sealed, and what no node of this installation sealed is not handed on."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from audiencia.core.ids import PartyId
from audiencia.queue.call import call_keys
from audiencia.signaling.hints.keys import Handed
from audiencia.signaling.key_relay import KeyRelay
from audiencia.signaling.messages_in import Typing

CITIZEN, DIRECTOR = PartyId(f"ticket:{uuid4()}"), PartyId("room:1")
CALL = call_keys.KeyedCall(uuid4(), {uuid4(): CITIZEN, uuid4(): DIRECTOR})


class Node:
    """A web node: what its pages were told, and what it published."""

    def __init__(self, pepper: bytes) -> None:
        self.told: list[tuple[PartyId, str, str]] = []
        self.published: list[Handed] = []
        context = SimpleNamespace(keyring=SimpleNamespace(keyed_hash=lambda *_: pepper))
        self.relay = KeyRelay(cast(Any, context), cast(Any, self), uuid4())
        self.relay.deliver = self._tell

    def _tell(self, party: PartyId, event: str, said: Mapping[str, Any]) -> bool:
        self.told.append((party, event, said["text"]))
        return True

    async def publish_keys(self, handed: Handed) -> bool:
        """As Valkey is told."""
        self.published.append(handed)
        return True


async def test_typed_text_is_opened_by_the_nodes_of_one_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    async def call_of(*_: object) -> call_keys.KeyedCall:
        return CALL

    monkeypatch.setattr(call_keys, "call_of", call_of)
    here, there, foreign = Node(b"a" * 32), Node(b"a" * 32), Node(b"b" * 32)
    await here.relay.show_typing(CITIZEN, Typing(call=CALL.id, text="Tonalli"))
    (handed,) = here.published
    assert "Tonalli" not in str(handed)
    read = [(DIRECTOR, "typing", "Tonalli")]
    assert here.told == read
    for node in (here, there, foreign):
        node.relay.hear(handed)
    assert (here.told, there.told, foreign.told) == (read, read, [])


@pytest.mark.parametrize(
    "said", [{}, {"text": "Tonalli", "call": str(UUID(int=1))}, {"text": "00", "call": "x"}, {"text": 1}]
)
def test_text_that_was_not_sealed_is_not_handed_on(said: dict[str, Any]) -> None:
    node = Node(b"a" * 32)
    node.relay.hear(Handed("other", (DIRECTOR,), said, "typing"))
    assert node.told == []
