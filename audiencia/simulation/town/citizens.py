"""What citizens do: come, change their minds, lose the connection, and come back from another network."""

import asyncio
from uuid import uuid4

from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.front_desk import FrontDesk
from audiencia.simulation.town.acting import news, stubborn
from audiencia.simulation.town.crowd import Crowd
from audiencia.simulation.visits import MATTERS, NAMES

PREFERENTIAL = 0.15
AWAY_SECONDS = 5.0
AT_ONCE = 5  # Somebody of so many does something next.
FRONT_DESK_SHARE = 0.1  # Share of people who come by the front desk.


async def arrive(crowd: Crowd, rate: float) -> None:
    """Somebody takes a number by the form, `rate` times a second, while there are fewer people than there shall be."""
    await asyncio.sleep(crowd.rng.expovariate(rate))
    await crowd.part()
    if len(crowd.here()) >= crowd.script.people:
        return
    department, submission = crowd.rng.choice(crowd.departments), uuid4()
    topic, contact = crowd.topic(department), crowd.contact()
    name, matter = crowd.rng.choice(NAMES), crowd.rng.choice(MATTERS)
    adjustments = ("preferential",) if crowd.rng.random() < PREFERENTIAL else ()
    await crowd.welcome(
        lambda citizen: citizen.join(
            department, topic, name=name, matter=matter, contact=contact, adjustments=adjustments,
            submission_id=submission,
        )
    )  # fmt: skip


async def come_to_the_desk(crowd: Crowd, desk: FrontDesk, rate: float) -> None:
    """The front desk takes a number for somebody, who opens it by folio and PIN."""
    await asyncio.sleep(crowd.rng.expovariate(rate))
    if len(crowd.here()) >= crowd.script.people:
        return
    department, submission = crowd.rng.choice(crowd.departments), uuid4()
    topic, contact, name = crowd.topic(department), crowd.contact(), crowd.rng.choice(NAMES)
    slip = await stubborn(
        lambda: desk.take_number(department, topic, name=name, contact=contact, submission_id=submission)
    )
    await crowd.welcome(lambda citizen: citizen.open_by_folio(slip.folio, slip.pin))


async def change_mind(crowd: Crowd) -> None:
    """One of those who wait does something, or nothing."""
    here, waiting = crowd.here(), crowd.idle()
    if not waiting or crowd.rng.random() < crowd.script.think / (1 + crowd.script.think):
        await news(one.views for one in crowd.rng.sample(here, min(AT_ONCE, len(here))))
        return
    citizen = crowd.rng.choice(waiting)
    with crowd.acting(citizen):
        await _do_something(crowd, citizen)


async def _do_something(crowd: Crowd, citizen: CitizenClient) -> None:
    whim = crowd.rng.random()
    state = citizen.view.ticket.state
    if state == "absent":
        await citizen.come_back()
    elif state == "postponed":
        await citizen.resume()
    elif whim < 0.2:
        await citizen.leave()
    elif whim < 0.45:
        await citizen.postpone(let_pass=crowd.rng.randint(1, 3))
    elif whim < 0.55:
        await citizen.line.break_off()
    elif whim < 0.65:
        await go_away(crowd, citizen)
    elif not citizen.view.ticket.ready:
        await citizen.say_ready()
    else:
        await news([citizen.views])


async def go_away(crowd: Crowd, citizen: CitizenClient) -> None:
    """Closes the page, and opens it again in another network a little later."""
    number = citizen.view.ticket.number
    crowd.history.away(number)
    await citizen.line.close()
    await asyncio.sleep(crowd.rng.uniform(0.1, AWAY_SECONDS))
    await citizen.browser.come_from(crowd.address())
    await stubborn(citizen.connect)
    crowd.history.returned(number)
