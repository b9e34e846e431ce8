"""Whoever looks at a call that they were asked into looks until it is over."""

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from audiencia.core.ids import RelativeId, TicketId
from audiencia.queue.call import relative_links
from audiencia.queue.call.relative_links import Standing
from audiencia.queue.domain.assist import AssistEnding
from audiencia.queue.domain.ticket import TicketState
from audiencia.signaling.namespaces.relative import RelativeWatcher
from audiencia.signaling.namespaces.socket import LastSent
from tests.support.view_builders import WORDS, facts, snapshot

SEEN = snapshot(facts(1, held={"state": TicketState.IN_CALL}))
OVER = Standing(RelativeId(7), TicketId(UUID(int=1)), SEEN.queue_id, "", False, AssistEnding.CALL_OVER)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was sent; how the relative stands is that it is over."""

    async def of_token(*_: object) -> Standing:
        return OVER

    monkeypatch.setattr(relative_links, "of_token", of_token)
    return []


def watcher_of(sent: list[Any]) -> RelativeWatcher:
    def send(_: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload["state"])

    live = SimpleNamespace(context=None, words=WORDS)
    socket = SimpleNamespace(cookies={}, lang="en", last=LastSent(send), wire=None, end=None)
    return RelativeWatcher(cast("Any", live), cast("Any", socket), OVER.id, SEEN.queue_id)


async def test_once_it_is_over_they_look_at_no_line(sent: list[Any]) -> None:
    watcher = watcher_of(sent)
    assert watcher.looks_at(SEEN.queue_id)
    await watcher.show(SEEN)
    assert sent == ["over"]
    assert not watcher.looks_at(SEEN.queue_id)


async def test_what_was_read_too_early_to_be_sent_is_not_the_last_word(sent: list[Any]) -> None:
    watcher = watcher_of(sent)
    watcher.last.changed("view", "view", {"state": "in_call"}, replace(SEEN, version=SEEN.version + 1))
    await watcher.show(SEEN)
    assert sent == ["in_call"]
    assert watcher.looks_at(SEEN.queue_id)
