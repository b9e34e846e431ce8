"""A command returns when the newest view shows what it led to, so that the next one carries a version that still holds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any
from uuid import uuid4

import pytest

from audiencia.signaling.messages_out import (
    BoardQueueOut,
    BoardTicketOut,
    BoardView,
    CitizenTicketOut,
    CitizenView,
    CurrentOut,
    DirectorView,
    RoomOut,
    StepOut,
)
from audiencia.simulate.citizen import CitizenClient
from audiencia.simulate.client import Client
from audiencia.simulate.director import DirectorClient
from audiencia.simulate.moderator import ModeratorClient

TICKET = uuid4()


class Acknowledged:
    """A line that acknowledges at once, ahead of every view."""

    def __init__(self, **result: Any) -> None:
        self.said: list[Any] = []
        self._result = result

    async def command(self, event: str, message: Any) -> dict[str, Any]:
        self.said.append((event, message))
        return self._result

    async def close(self) -> None:
        """Nothing is open."""


def citizen_view(version: int, devices: str = "none") -> CitizenView:
    ticket = CitizenTicketOut.model_construct(version=version, state="waiting", number="AG-001", devices=devices)
    return CitizenView.model_construct(ticket=ticket, line=None)


def director_view(version: int, current: CurrentOut | None = None) -> DirectorView:
    room = RoomOut.model_construct(version=version, state="available")
    return DirectorView.model_construct(room=room, current=current, waiting=[], dispositions=[])


def attended(*steps: StepOut) -> CurrentOut:
    return CurrentOut.model_construct(ticket_id=TICKET, number="AG-001", next_steps=list(steps))


def board(**queues: tuple[int, list[BoardTicketOut]]) -> BoardView:
    return BoardView.model_construct(queues=[
        BoardQueueOut.model_construct(department_slug=slug, version=version, tickets=tickets)
        for slug, (version, tickets) in queues.items()
    ])  # fmt: skip


def on_board(version: int) -> BoardTicketOut:
    return BoardTicketOut.model_construct(ticket_id=TICKET, number="AG-001", version=version)


async def waits(act: Awaitable[Any]) -> "asyncio.Future[Any]":
    """Begins; gives what is still under way after all that could be done was done."""
    task = asyncio.ensure_future(act)
    for _ in range(10):
        await asyncio.sleep(0)
    assert not task.done()
    return task


async def ends(task: "asyncio.Future[Any]") -> Any:
    """The result, which is to be there without anything more coming."""
    return await asyncio.wait_for(task, 10)


@pytest.fixture
async def citizen() -> AsyncIterator[CitizenClient]:
    async with CitizenClient("http://127.0.0.1:1") as client:
        client.views.put(citizen_view(4))
        yield client


@pytest.fixture
async def director() -> AsyncIterator[DirectorClient]:
    async with DirectorClient("http://127.0.0.1:1") as client:
        client.views.put(director_view(4))
        yield client


@pytest.fixture
async def moderator() -> AsyncIterator[ModeratorClient]:
    async with ModeratorClient("http://127.0.0.1:1") as client:
        client.boards.put(board(agua=(7, [on_board(4)]), tesoreria=(5, [])))
        yield client


def answer(client: Client, **result: Any) -> Acknowledged:
    line = Acknowledged(**result)
    client.line = line  # type: ignore[assignment]
    return line


@pytest.mark.parametrize("later", [5, 9])
async def test_a_directors_command_waits_for_a_newer_room(director: DirectorClient, later: int) -> None:
    line = answer(director, number="AG-001")
    calling = await waits(director.call_next())
    director.views.put(director_view(4))
    assert not calling.done()
    director.views.put(director_view(later))
    assert await ends(calling) == "AG-001"
    withdrawing = await waits(director.withdraw_call())
    assert [message.version for _, message in line.said] == [4, later]
    withdrawing.cancel()


async def test_opening_waits_for_a_newer_room_whatever_became_of_it(director: DirectorClient) -> None:
    answer(director)
    opening = await waits(director.open_room())
    director.views.put(director_view(6))
    assert (await ends(opening)).room.version == 6


async def test_a_step_waits_for_itself(director: DirectorClient) -> None:
    step_id = uuid4()
    answer(director, step_id=str(step_id))
    director.views.put(director_view(4, attended()))
    handing = await waits(director.add_next_step("Pague en caja"))
    director.views.put(director_view(4, attended(StepOut.model_construct(step_id=step_id))))
    assert await ends(handing) == step_id
    removing = await waits(director.remove_next_step(step_id))
    director.views.put(director_view(4, attended()))
    await ends(removing)


async def test_a_step_does_not_wait_for_a_citizen_who_is_gone(director: DirectorClient) -> None:
    answer(director, step_id=str(uuid4()))
    director.views.put(director_view(4, attended()))
    handing = await waits(director.add_next_step("Pague en caja"))
    director.views.put(director_view(5))
    await ends(handing)


async def test_a_citizens_command_waits_for_a_newer_ticket(citizen: CitizenClient) -> None:
    answer(citizen)
    leaving = await waits(citizen.leave())
    citizen.views.put(citizen_view(4))
    assert not leaving.done()
    citizen.views.put(citizen_view(6))
    await ends(leaving)


async def test_of_devices_named_at_once_the_last_is_waited_for(citizen: CitizenClient) -> None:
    answer(citizen)
    await ends(asyncio.ensure_future(citizen.devices("none")))
    first = asyncio.ensure_future(citizen.devices("microphone"))
    last = await waits(citizen.devices("camera_and_microphone"))
    citizen.views.put(citizen_view(4, "camera_and_microphone"))
    await asyncio.gather(ends(first), ends(last))


async def test_a_move_waits_for_the_tickets_new_version(moderator: ModeratorClient) -> None:
    answer(moderator, version=5)
    moving = await waits(moderator.move_ticket(on_board(4), "tesoreria", "other_department"))
    moderator.boards.put(board(agua=(8, []), tesoreria=(5, [])))
    assert not moving.done()
    moderator.boards.put(board(agua=(8, []), tesoreria=(6, [on_board(5)])))
    assert await ends(moving) == 5


async def test_a_move_does_not_wait_for_one_who_left(moderator: ModeratorClient) -> None:
    answer(moderator, version=5)
    moving = await waits(moderator.move_ticket(on_board(4), "tesoreria", "other_department"))
    moderator.boards.put(board(agua=(8, []), tesoreria=(7, [])))
    assert await ends(moving) == 5


async def test_a_moved_ticket_is_found_where_it_went(moderator: ModeratorClient) -> None:
    moderator.boards.put(board(agua=(7, [on_board(4)]), tesoreria=(6, [on_board(5)])))
    assert (await moderator.wait_ticket("AG-001", "tesoreria")).version == 5
