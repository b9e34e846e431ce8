"""A command returns when the newest view shows what it led to, so that the next one carries a version that still holds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any
from uuid import uuid4

import pytest

from audiencia.signaling.messages_out import (
    AssistOut,
    BoardQueueOut,
    BoardRoomOut,
    BoardTicketOut,
    BoardView,
    CallOut,
    CitizenTicketOut,
    CitizenView,
    CurrentOut,
    DirectorView,
    DispositionOut,
    InterpreterOut,
    InterpretersOut,
    MatterOut,
    PendingOut,
    RoomOut,
    StepOut,
    WordOut,
)
from audiencia.simulation.client import Client
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.moderator_client import ModeratorClient

TICKET = uuid4()
DISPOSITION = DispositionOut.model_construct(code="inspection", outcome="in_process")


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


def citizen_view(
    version: int, devices: str = "none", ready: bool = False, state: str = "waiting", **parts: Any
) -> CitizenView:
    ticket = CitizenTicketOut.model_construct(
        version=version, state=state, number="AG-001", devices=devices, ready=ready
    )  # fmt: skip
    return CitizenView.model_construct(
        ticket=ticket, **{"line": None, "call": None, "matters": [], "word": None, **parts}
    )


def director_view(version: int, current: CurrentOut | None = None, **parts: Any) -> DirectorView:
    room = RoomOut.model_construct(version=version, state="available")
    nothing = {"waiting": [], "dispositions": [DISPOSITION], "assist": None, "pending": []}
    return DirectorView.model_construct(room=room, current=current, **{**nothing, **parts})


def attended(*steps: StepOut) -> CurrentOut:
    return CurrentOut.model_construct(ticket_id=TICKET, number="AG-001", next_steps=list(steps))


def board(
    rooms: list[BoardRoomOut] | None = None, state_version: int = 2, **queues: tuple[int, list[BoardTicketOut]]
) -> BoardView:
    return BoardView.model_construct(queues=[
        BoardQueueOut.model_construct(
            department_slug=slug, version=version, tickets=tickets, rooms=rooms or [], state_version=state_version
        )
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
    return await asyncio.wait_for(task, 60)


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
        client.views.put(board(agua=(7, [on_board(4)]), tesoreria=(5, [])))
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


async def test_a_minute_waits_for_itself_or_for_a_newer_ticket(citizen: CitizenClient) -> None:
    answer(citizen)
    for shown in (citizen_view(4, call=CallOut.model_construct(minute_taken=True)), citizen_view(5)):
        citizen.views.put(citizen_view(4, call=CallOut.model_construct(minute_taken=False)))
        asking = await waits(citizen.need_minute())
        citizen.views.put(shown)
        await ends(asking)


async def test_who_is_ready_already_waits_for_nothing_more(citizen: CitizenClient) -> None:
    answer(citizen)
    citizen.views.put(citizen_view(4, ready=True))
    await ends(asyncio.ensure_future(citizen.say_ready()))


async def test_another_matter_waits_for_itself_and_for_its_end(citizen: CitizenClient) -> None:
    matter_id = uuid4()
    answer(citizen, matter_id=str(matter_id))
    bringing = await waits(citizen.another_matter("agua", "fugas", "Otra fuga"))
    citizen.views.put(citizen_view(4, matters=[MatterOut.model_construct(matter_id=uuid4())]))
    assert not bringing.done()
    citizen.views.put(citizen_view(4, matters=[MatterOut.model_construct(matter_id=matter_id)]))
    assert await ends(bringing) == matter_id
    withdrawing = await waits(citizen.withdraw_matter(matter_id))
    citizen.views.put(citizen_view(4))
    await ends(withdrawing)


async def test_of_two_words_said_at_once_the_last_is_waited_for(citizen: CitizenClient) -> None:
    answer(citizen)
    first = asyncio.ensure_future(citizen.say_resolved(False))
    last = await waits(citizen.say_resolved(True))
    citizen.views.put(citizen_view(4, word=WordOut.model_construct(resolved=True)))
    await asyncio.gather(ends(first), ends(last))


async def test_an_invitation_changes_no_room_and_is_waited_for(director: DirectorClient) -> None:
    answer(director, director="Otra titular")
    asking = await waits(director.invite_director("tesoreria"))
    director.views.put(director_view(4, assist=AssistOut.model_construct(joined=False)))
    assert await ends(asking) == "Otra titular"
    for ending in (director.withdraw_invitation(), director.answer_invitation(join=False)):
        director.views.put(director_view(4, assist=AssistOut.model_construct(joined=False)))
        over = await waits(ending)
        director.views.put(director_view(4))
        await ends(over)


async def test_joining_a_call_waits_for_the_own_room(director: DirectorClient) -> None:
    answer(director)
    joining = await waits(director.answer_invitation(join=True))
    director.views.put(director_view(4, assist=AssistOut.model_construct(joined=True)))
    assert not joining.done()
    director.views.put(director_view(5))
    await ends(joining)


async def test_a_later_result_waits_until_it_is_owed_no_more(director: DirectorClient) -> None:
    line = answer(director)
    owed = [PendingOut.model_construct(ticket_id=one, version=3) for one in (TICKET, uuid4())]
    director.views.put(director_view(4, pending=owed))
    completing = await waits(director.complete_outcome(TICKET, "in_process"))
    director.views.put(director_view(4, pending=owed[1:]))
    await ends(completing)
    (_, message) = line.said[0]
    assert (message.version, message.disposition) == (3, "inspection")


async def test_what_is_set_of_a_queue_waits_for_its_next_state(moderator: ModeratorClient) -> None:
    line = answer(moderator, version=3)
    for setting in (moderator.set_queue("agua", "drain"), moderator.set_cap("agua", 5)):
        moderator.views.put(board(agua=(7, [])))
        task = await waits(setting)
        moderator.views.put(board(agua=(9, [])))
        assert not task.done(), "others may join meanwhile"
        moderator.views.put(board(agua=(9, []), state_version=3))
        assert await ends(task) == 3
    assert [message.version for _, message in line.said] == [2, 2]


async def test_what_a_room_serves_waits_for_all_its_queues(moderator: ModeratorClient) -> None:
    answer(moderator, version=5)
    old, new = (BoardRoomOut.model_construct(room_id=1, version=version) for version in (4, 5))
    moderator.views.put(board(rooms=[old], agua=(7, []), tesoreria=(7, [])))
    serving = await waits(moderator.set_served(old, ["tesoreria"]))
    both = board(agua=(7, []), tesoreria=(7, [])).queues
    moderator.views.put(BoardView.model_construct(
        queues=[one.model_copy(update={"rooms": [room]}) for one, room in zip(both, (old, new), strict=True)]
    ))  # fmt: skip
    assert not serving.done()
    moderator.views.put(board(rooms=[new], tesoreria=(8, [])))
    assert await ends(serving) == 5


async def test_an_interpreter_is_waited_for(moderator: ModeratorClient) -> None:
    answer(moderator)
    moderator.interpreting.put(interpreters(present=True))
    going = await waits(moderator.set_interpreter("lsm_1", False))
    moderator.interpreting.put(interpreters(present=False))
    await ends(going)
    assert not moderator.interpreter("lsm_1").present


def interpreters(present: bool) -> InterpretersOut:
    one = InterpreterOut(code="lsm_1", name="", helps_with="", present=present, busy=False)
    return InterpretersOut(interpreters=[one])


@pytest.mark.parametrize("act", ["undo_no_show", "cancel_ticket"])
async def test_a_ticket_that_is_put_back_or_ended_waits_for_the_board(moderator: ModeratorClient, act: str) -> None:
    answer(moderator, version=5)
    ticket = on_board(4)
    acting = moderator.undo_no_show(ticket) if act == "undo_no_show" else moderator.cancel_ticket(ticket, "abuse")
    task = await waits(acting)
    moderator.views.put(board(agua=(8, [ticket]), tesoreria=(5, [])))
    assert not task.done()
    after = [on_board(5)] if act == "undo_no_show" else []
    moderator.views.put(board(agua=(9, after), tesoreria=(5, [])))
    assert await ends(task) == 5


async def test_a_move_waits_for_the_tickets_new_version(moderator: ModeratorClient) -> None:
    answer(moderator, move_id=str(uuid4()), moved=[{"ticket_id": str(on_board(4).ticket_id), "version": 5}])
    moving = await waits(moderator.move_ticket(on_board(4), "tesoreria", "other_department"))
    moderator.views.put(board(agua=(8, []), tesoreria=(5, [])))
    assert not moving.done()
    moderator.views.put(board(agua=(8, []), tesoreria=(6, [on_board(5)])))
    assert await ends(moving) == 5


async def test_a_move_does_not_wait_for_one_who_left(moderator: ModeratorClient) -> None:
    answer(moderator, move_id=str(uuid4()), moved=[{"ticket_id": str(on_board(4).ticket_id), "version": 5}])
    moving = await waits(moderator.move_ticket(on_board(4), "tesoreria", "other_department"))
    moderator.views.put(board(agua=(8, []), tesoreria=(7, [])))
    assert await ends(moving) == 5


async def test_a_moved_ticket_is_found_where_it_went(moderator: ModeratorClient) -> None:
    moderator.views.put(board(agua=(7, [on_board(4)]), tesoreria=(6, [on_board(5)])))
    assert (await moderator.wait_ticket("AG-001", "tesoreria")).version == 5
