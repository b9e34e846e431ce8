"""Directors see how each line in their call fares, freezes are counted with it, and what was seen is kept of the call."""

import pytest

from audiencia.signaling.messages_out import LineQualityOut, QualityOut
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import talking
from tests.support.audience import Audience, People
from tests.support.director_client import DirectorClient
from tests.support.stage import Stage


@pytest.fixture(scope="module")
def constants() -> dict[str, float]:
    """Lines are looked at more often."""
    return {"audiencia.signaling.server:LINES_SECONDS": 2.0}


async def line(director: DirectorClient, who: str, *, freezes: int = 0, good: bool = False) -> LineQualityOut:
    """What the director sees of this line, once it has a grade and so many freezes. `good`: once it is without fault, which a machine
    that is busy with other things may keep it from being at first."""

    def of(found: QualityOut) -> list[LineQualityOut]:
        of_them = [one for one in found.lines if one.who == who and one.grade and one.freezes == freezes]
        return [one for one in of_them if not good or (one.grade, one.loss_up) == ("good", 0.0)]

    return of(await director.quality.wait_for(lambda found: bool(of(found)), f"the line of {who}"))[0]


async def test_lines_are_graded_in_the_call_and_kept_after_it(audience: Audience, people: People) -> None:
    citizen, director = await talking(people, "seguridad")
    async with Stage(citizen) as one, Stage(director) as other:
        for stage in (one, other):
            media = await stage.connect()
            media.send("microphone", b"sound")
            media.send("camera", b"picture")
        seen = await line(director, "citizen", good=True)
        assert (seen.lasting, seen.cause) == (False, None)
        assert seen.rate_up is not None and seen.rate_up > 0
        assert (await line(director, "self", good=True)).cause is None
        await citizen.freezes(2, 800)
        async with refused(audience, "too_many_requests"):
            await citizen.freezes(1, 200)
        seen = await line(director, "citizen", freezes=2)
        assert seen.frozen_seconds == 1
        await director.hold_call()
        await director.quality.wait_for(lambda found: found.lines == [], "no lines without a call")
        await audience.until_row("SELECT 1 FROM call_quality WHERE participant = 'director' AND looks > 0")
        (kept,) = await audience.rows("SELECT * FROM call_quality WHERE participant = 'citizen'")
        assert kept["freezes"] == 2 and kept["frozen_ms"] == 800
        assert len(kept["loss_up"]) == 3 and max(kept["loss_up"]) < 0.2 and kept["rate_up"][2] > 0


async def test_a_line_that_stays_poor_is_told_to_the_director_and_marked_on_the_board(people: People) -> None:
    citizen, director = await talking(people, "agua")
    moderator = await people.moderator()
    async with Stage(citizen) as one, Stage(director) as other:
        for stage in (one, other):
            media = await stage.connect()
            media.send("microphone", b"sound")
        await line(director, "citizen")
        await citizen.freezes(40, 60_000)
        found = await director.quality.wait_for(lambda found: any(one.lasting for one in found.lines), "a poor line")
        poor = {one.who: (one.grade, one.cause, one.frozen_seconds) for one in found.lines if one.lasting}
        assert poor == {"citizen": ("poor", "frozen", 60)}
        await moderator.wait_for(lambda _: any(room.poor_line for room in moderator.queue("agua").rooms), "the mark")
        await director.end_call()
        await moderator.wait_for(lambda _: not any(room.poor_line for room in moderator.queue("agua").rooms), "no mark")


async def test_outside_of_a_call_freezes_are_nobodys(audience: Audience, people: People) -> None:
    citizen = await people.citizen("seguridad")
    frozen = "SELECT coalesce(sum(freezes), 0) AS n FROM call_quality"
    before = await audience.rows(frozen)
    await citizen.freezes(2, 800)
    assert await audience.rows(frozen) == before
