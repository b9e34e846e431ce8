"""What directors do: one act at a time, as the state of their room asks for."""

import asyncio

from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.director import DirectorClient
from audiencia.simulation.town.acting import PATIENCE, news, stubborn, until
from audiencia.simulation.town.crowd import Crowd, director_of
from audiencia.simulation.trouble import TookTooLong

LOST = 0.01  # How many acts are the loss of the director's page.
LOST_FOR_GOOD = 0.1  # How many of these last longer than the grace, and cost the room.
BEYOND_GRACE = (62.0, 75.0)
WITHIN_GRACE = (0.1, 5.0)
NEXT_STEP, NOTE, MATTER = "Pague en caja", "viene con su recibo", "otro asunto"


async def attend(crowd: Crowd, department: str) -> None:
    """One act."""
    desk = crowd.desks[department]
    if crowd.script.think:
        await asyncio.sleep(crowd.rng.expovariate(1 / crowd.script.think))
    if crowd.rng.random() < LOST:
        await lose_page(crowd, department)
        return
    match desk.view.room.state:
        case "closed" | "disconnected":
            await desk.open_room()
        case "available":
            await _call(crowd, desk)
        case "reserved":
            await _answer(crowd, desk)
        case "in_call":
            await _talk(crowd, department)
        case "on_hold":
            await desk.unhold_call()
        case "wrap_up":
            await _conclude(crowd, desk)
        case _:
            await _assist(crowd, desk)


async def lose_page(crowd: Crowd, department: str) -> None:
    """The director's page is closed, and opened again; seldom so late that the room was lost."""
    desk, login = crowd.desks[department], director_of(department)
    span = BEYOND_GRACE if crowd.rng.random() < LOST_FOR_GOOD and crowd.script.think else WITHIN_GRACE
    crowd.history.away(login)
    await desk.line.close()
    await asyncio.sleep(crowd.rng.uniform(*span))
    await stubborn(desk.connect)
    crowd.history.returned(login)


async def _call(crowd: Crowd, desk: DirectorClient) -> None:
    if desk.view.assist is not None or crowd.rng.random() < 0.2:
        await news([desk.views])  # asked into a call, or resting a little, so that somebody can be asked
    elif desk.view.pending and crowd.rng.random() < 0.5:
        await desk.complete_outcome(desk.view.pending[0].ticket_id)
    elif desk.view.waiting:
        await desk.call_next()
    else:
        await news([desk.views])


async def _answer(crowd: Crowd, desk: DirectorClient) -> None:
    citizen, whim = await _held(crowd, desk), crowd.rng.random()
    if citizen is None or whim < 0.1:
        await desk.withdraw_call()
        return
    seen = desk.view.room.version
    with crowd.acting(citizen):
        while citizen.view.ticket.state != "called" and desk.view.room.version == seen:
            await news([citizen.views, desk.views])  # the citizen's may still be of an earlier call
        if citizen.view.ticket.state == "called" and whim < 0.2:
            await citizen.leave()
        elif citizen.view.ticket.state == "called":
            await citizen.accept()
    await desk.wait_for(lambda view: view.room.version > seen, "what the citizen answered")


async def _talk(crowd: Crowd, department: str) -> None:
    desk = crowd.desks[department]
    citizen = await _held(crowd, desk)
    if citizen is None:
        await desk.end_call()
        return
    with crowd.acting(citizen):
        await _say_something(crowd, department, desk, citizen)


async def _say_something(crowd: Crowd, department: str, desk: DirectorClient, citizen: CitizenClient) -> None:
    whim = crowd.rng.random()
    if whim < 0.1:
        await desk.hold_call()
    elif whim < 0.15:
        await citizen.line.break_off()
    elif whim < 0.25:
        await desk.transfer_call(crowd.other(department), NOTE)
    elif whim < 0.35:
        elsewhere = crowd.other(department)
        await desk.pass_on(await citizen.another_matter(elsewhere, crowd.topic(elsewhere), MATTER))
    elif whim < 0.5:
        await desk.add_next_step(NEXT_STEP)
    elif whim < 0.7 and (free := [one for one, other in crowd.desks.items() if other.view.room.state == "available"]):
        await _ask_another(crowd, desk, crowd.rng.choice(free))
    elif whim < 0.85:
        await citizen.hang_up()
        await desk.wait_for(lambda view: view.room.state != "in_call", "the end")
    else:
        await desk.end_call()


async def _ask_another(crowd: Crowd, desk: DirectorClient, department: str) -> None:
    """A call of three, when the other is still free: handed over, or the other leaves again."""
    await desk.invite_director(department)
    guest = crowd.desks[department]
    await guest.wait_for(lambda view: view.assist is not None or view.room.state != "available", "the invitation")
    await guest.answer_invitation(join=True)
    await desk.wait_for(lambda view: view.assist is None or view.assist.joined, "the answer")
    if crowd.rng.random() < 0.7:
        await desk.hand_over(NOTE)
    else:
        await desk.withdraw_invitation()


async def _conclude(crowd: Crowd, desk: DirectorClient) -> None:
    current = desk.view.current
    if current is not None and current.matters:
        await desk.pass_on(current.matters[0].matter_id)
    elif crowd.rng.random() < 0.2:
        await desk.defer_outcome()
    else:
        await desk.record_outcome(crowd.rng.choice(("resolved_immediately", "in_process")))


async def _assist(crowd: Crowd, desk: DirectorClient) -> None:
    """Who was asked into a call stays until the host decides, and leaves when that takes long."""
    await news([desk.views])
    if desk.view.room.state == "assisting" and crowd.rng.random() < 0.2:
        await desk.leave_assist()


async def _held(crowd: Crowd, desk: DirectorClient) -> CitizenClient | None:
    """Whom the room holds; somebody who has just joined may be called before they see it. `None` when it holds nobody any more."""
    if desk.view.current is None:
        return None
    number = desk.view.current.number
    try:
        async with asyncio.timeout(PATIENCE):
            await until(lambda: number in crowd.citizens)
    except TimeoutError:
        raise TookTooLong(f"{number} at the page", PATIENCE) from None
    return crowd.citizens[number]
