"""When a link into a call can be taken up, and who waits be let in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from audiencia.core.errors import Code, DomainError
from audiencia.core.ids import QueueId, RelativeId, RoomId
from audiencia.queue.domain.assist import Assist
from audiencia.queue.domain.relative import (
    MOST_LINKS,
    Relative,
    check_admits,
    check_answers,
    check_gives,
    check_takes_up,
    chosen,
    joined,
    unjoined,
)
from tests.support.queue_builders import OPENS, ticket_id

ASKED = Relative(RelativeId(7), ticket_id(1), OPENS + timedelta(minutes=10), None, None)
WAITS = replace(ASKED, opened_at=OPENS)
JOINED = replace(WAITS, id=RelativeId(5), joined_at=OPENS)
LAST = ASKED.expires_at - timedelta(microseconds=1)


def refused(check: Callable[[], object]) -> Code:
    with pytest.raises(DomainError) as caught:
        check()
    return caught.value.code


def test_a_link_is_taken_up_once_and_in_time() -> None:
    assert check_takes_up([JOINED, ASKED], ASKED.id, LAST) is ASKED
    for relatives, number, at in (
        ([ASKED], ASKED.id, ASKED.expires_at), ([WAITS], WAITS.id, LAST), ([JOINED], JOINED.id, LAST),
        ([ASKED], RelativeId(8), LAST), ([], ASKED.id, LAST),
    ):  # fmt: skip
        assert refused(lambda r=relatives, n=number, a=at: check_takes_up(r, n, a)) is Code.RELATIVE_LINK_UNKNOWN  # type: ignore[misc]


def test_who_waits_is_answered_in_time() -> None:
    assert check_answers([JOINED, WAITS], WAITS.id, LAST) is WAITS
    for relatives, number, at in (
        ([WAITS], WAITS.id, WAITS.expires_at), ([ASKED], ASKED.id, LAST), ([JOINED], JOINED.id, LAST),
        ([WAITS], RelativeId(8), LAST),
    ):  # fmt: skip
        assert refused(lambda r=relatives, n=number, a=at: check_answers(r, n, a)) is Code.INVITATION_OVER  # type: ignore[misc]


def test_a_wait_holds_no_place_and_a_stay_does() -> None:
    check_admits(3, [WAITS])
    check_admits(2, [JOINED, WAITS])
    assert refused(lambda: check_admits(3, [JOINED, WAITS])) is Code.CALL_FULL
    assert refused(lambda: check_admits(4, [WAITS])) is Code.CALL_FULL


def test_links_of_a_visit_are_counted() -> None:
    check_gives(MOST_LINKS - 1)
    assert refused(lambda: check_gives(MOST_LINKS)) is Code.TOO_MANY_REQUESTS


def test_which_one_is_meant() -> None:
    both = [JOINED, WAITS]
    assert (joined(both), unjoined(both)) == ([JOINED], [WAITS])
    assert chosen([], both, None) is JOINED
    assert chosen([], both, WAITS.id) is WAITS
    assert chosen([], [WAITS], None) is None
    assert chosen([], both, 99) is None


@pytest.mark.parametrize(("after", "relative"), [(-1, False), (0, False), (1, True), (None, True)])
def test_of_directors_and_relatives_the_first_who_came_in_is_meant(after: int | None, relative: bool) -> None:
    came = None if after is None else OPENS + timedelta(seconds=after)
    director = Assist(4, ticket_id(1), QueueId(1), RoomId(1), RoomId(2), OPENS, came)
    assert chosen([director], [JOINED, WAITS], None) is (JOINED if relative else None)
    assert chosen([director], [JOINED, WAITS], JOINED.id) is JOINED
