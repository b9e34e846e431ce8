"""Those who come with the same key while others are at work go together, and each gets what is theirs."""

import asyncio
from collections.abc import Sequence

import pytest

from audiencia.core.errors import Code, DomainError, Refused, Unavailable
from audiencia.db.group_commit import AT_ONCE, Combiner


class Works:
    """Carries items out: each gives its double. Stands still while `gate` is closed."""

    def __init__(self) -> None:
        self.together: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def run(self, items: Sequence[int]) -> Sequence[int | DomainError]:
        """Negative ones are refused; a 13 spoils all that go with it."""
        self.together.append(list(items))
        await self.gate.wait()
        if 13 in items:
            raise ValueError(13)
        if 99 in items:
            raise Unavailable
        return [item * 2 if item >= 0 else Refused(Code.NOBODY_WAITING) for item in items]


async def at_once(combiner: Combiner[int, int], works: Works, *items: int) -> list[int | BaseException]:
    return await asyncio.gather(*(combiner.do("key", item, works.run) for item in items), return_exceptions=True)


async def test_those_who_come_at_the_same_moment_go_together() -> None:
    combiner, works = Combiner[int, int](), Works()
    assert await at_once(combiner, works, 1, 2, 3) == [2, 4, 6]
    assert works.together == [[1, 2, 3]]
    assert await at_once(combiner, works, 4) == [8]
    assert works.together == [[1, 2, 3], [4]]


async def test_those_who_come_while_others_are_at_work_go_with_the_next() -> None:
    combiner, works = Combiner[int, int](), Works()
    works.gate.clear()
    first = asyncio.create_task(combiner.do("key", 1, works.run))
    while not works.together:
        await asyncio.sleep(0)
    rest = asyncio.create_task(at_once(combiner, works, 2, 3))
    other = asyncio.create_task(combiner.do("another key", 4, works.run))
    while len(works.together) < 2:
        await asyncio.sleep(0)
    works.gate.set()
    assert [await first, await rest, await other] == [2, [4, 6], 8]
    assert works.together == [[1], [4], [2, 3]]


async def test_no_more_than_the_limit_go_together() -> None:
    combiner, works = Combiner[int, int](), Works()
    many = range(14, 14 + 2 * AT_ONCE + 1)
    assert await at_once(combiner, works, *many) == [2 * item for item in many]
    assert [len(items) for items in works.together] == [AT_ONCE, AT_ONCE, 1]


async def test_the_same_item_twice_is_carried_out_once() -> None:
    combiner, works = Combiner[int, int](), Works()
    assert await at_once(combiner, works, 5, 5) == [10, 10]
    assert works.together == [[5]]


async def test_one_who_is_refused_does_not_keep_the_others_from_theirs() -> None:
    combiner, works = Combiner[int, int](), Works()
    one, refused, two = await at_once(combiner, works, 1, -1, 2)
    assert (one, two) == (2, 4) and isinstance(refused, Refused)
    assert works.together == [[1, -1, 2]]


async def test_what_fails_together_is_tried_one_by_one() -> None:
    combiner, works = Combiner[int, int](), Works()
    one, failed, two = await at_once(combiner, works, 1, 13, 2)
    assert (one, two) == (2, 4) and isinstance(failed, ValueError)
    assert works.together == [[1, 13, 2], [1], [13], [2]]


async def test_a_database_that_is_away_is_not_asked_for_each_of_them() -> None:
    combiner, works = Combiner[int, int](), Works()
    outcomes = await at_once(combiner, works, 1, 99)
    assert all(isinstance(one, Unavailable) for one in outcomes)
    assert works.together == [[1, 99]]


async def test_who_gives_up_waiting_does_not_take_the_others_along() -> None:
    combiner, works = Combiner[int, int](), Works()
    works.gate.clear()
    gone = asyncio.create_task(combiner.do("key", 1, works.run))
    stays = asyncio.create_task(combiner.do("key", 2, works.run))
    while not works.together:
        await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    works.gate.set()
    assert await stays == 4
    assert works.together == [[1, 2]]
