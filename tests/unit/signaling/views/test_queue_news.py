"""The line as text is the line as a message."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import TicketState
from audiencia.runtime.forecast import Expected
from audiencia.signaling.messages_out import LineNews
from audiencia.signaling.views import citizen, queue_news
from audiencia.signaling.views.queue_news import QueueTexts
from tests.support.queue_builders import OPENS
from tests.support.view_builders import WORDS, facts, holding, snapshot

ROOMS = [RoomState.AVAILABLE, RoomState.IN_CALL, RoomState.CLOSED, RoomState.PAUSED]
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=1)).map(lambda after: OPENS + after)


@given(
    st.integers(1, 30),
    st.lists(st.sampled_from(ROOMS), max_size=4),
    st.lists(st.none() | st.builds(Expected, MOMENTS, MOMENTS), min_size=30, max_size=30),
)
def test_the_text_is_the_message(people: int, rooms: list[RoomState], expected: list[Expected | None]) -> None:
    line = [facts(number) for number in range(people)]
    estimates = {one.ticket.id: when for one, when in zip(line, expected, strict=False) if when is not None}
    rooms_there = tuple(holding(None, state) for state in rooms)
    seen = replace(snapshot(*line, rooms=rooms_there), estimates=estimates)
    texts = QueueTexts(seen)
    for one in line:
        whole = queue_news.queue(seen, one)
        assert whole is not None
        news = LineNews(version=seen.version, line=whole)
        assert json.loads(texts.text(texts.of(one.ticket.id))) == news.model_dump(mode="json", exclude_defaults=True)


@given(st.integers(1, 12), st.none() | st.builds(Expected, MOMENTS, MOMENTS), MOMENTS)
def test_a_view_with_its_line_as_text_is_the_view(people: int, expected: Expected | None, now: datetime) -> None:
    line, served = [facts(number) for number in range(people)], facts(people, held={"state": TicketState.SERVED})
    estimates = {} if expected is None else {line[-1].ticket.id: expected}
    seen = replace(snapshot(*line, served), estimates=estimates, now=now)
    texts = QueueTexts(seen)
    for one, place in ((line[-1], texts.of(line[-1].ticket.id)), (served, None)):
        view = citizen.citizen(seen, one, "123456", "en", WORDS, None)
        text = texts.view(place, view.model_dump_json(exclude={"version", "now", "line"}))
        assert json.loads(text) == view.model_dump(mode="json")
