"""A visit that leads from one media worker to the other: by transfer, by being asked in, and when a worker is killed."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Matter
from tests.browser.probe import falls_silent, hears, sees, until
from tests.browser.queue.scenes import asked_in, talk

HOMES = """SELECT DISTINCT ON (media_home) media_home, slug, topic FROM (
    SELECT media_home, slug, ordinal, (SELECT min(topic.slug) FROM topic WHERE department_id = department.id) AS topic
    FROM department WHERE slug <> 'presidencia' AND media_home IS NOT NULL) AS known ORDER BY media_home, ordinal"""
WORKER = """SELECT media_worker FROM room JOIN staff ON staff.id = director_id
            JOIN department ON department.id = department_id WHERE slug = $1 AND room.state <> 'closed'"""


async def two_departments(house: Installation) -> tuple[Matter, Matter]:
    """One at home at each worker."""
    async with asyncio.timeout(90):
        while len(rows := await house.rows(HOMES)) < 2:
            await asyncio.sleep(0.05)
    here, there = (Matter(row["slug"], row["topic"]) for row in rows)
    return here, there


@pytest.mark.long
async def test_a_transfer_leads_to_another_worker_and_a_killed_one_brings_the_call_back(
    people: People, house: Installation
) -> None:
    here, there = await two_departments(house)
    citizen = await people.citizen("red")
    await citizen.join(here)
    first, second = await people.director(here.department, "blue"), await people.director(there.department, "green")
    await first.open_room()
    await second.open_room()
    workers = [(await house.rows(WORKER, one.department))[0]["media_worker"] for one in (here, there)]
    assert workers[0] != workers[1]
    await talk(first, citizen)

    await first.press("transfer")
    await first.see(f"target-{there.department}").check()
    await first.press("transfer-now")
    await first.phase("available")
    await citizen.place(1)
    await talk(second, citizen, "green")
    await hears(citizen.page)
    await falls_silent(first.page)

    # The first director comes into the call at the second worker, and goes on with it there.
    await asked_in(second, here.department, first)
    await sees(citizen.page, "green")
    await sees(citizen.page, "blue", video="second-video")
    await sees(first.page, "red")
    await second.press("hand-over")
    await second.press("hand-over-confirm")
    await first.phase("in_call")
    await expect(citizen.see("stage")).to_have_attribute("data-parties", "1")
    await sees(citizen.page, "blue")
    await falls_silent(second.page)
    assert [row["media_worker"] for row in await house.rows(WORKER, here.department)] == [workers[1]]

    for page in (citizen.page, first.page):
        await page.evaluate("window.connectionBefore = probe.live()")
    # The two workers are `media` and `media-2`, in the order of their ports.
    await house.kill(("media", "media-2")[sorted(workers, key=_port).index(workers[1])])
    for page, colour in ((citizen.page, "blue"), (first.page, "red")):
        await until(page, "probe.live() && probe.live() !== window.connectionBefore")
        await sees(page, colour)
        await hears(page)
    await first.end_call()
    await first.record("resolved_immediately", "information_given")
    await citizen.at("served")
    for director in (first, second):
        await director.close_room()
    assert people.problems() == []


def _port(worker: str) -> int:
    return int(worker.rpartition(":")[2])
