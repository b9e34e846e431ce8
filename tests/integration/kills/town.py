"""A town that goes on with its audience whatever dies: people join, wait, change their minds, are called, moved, passed on
and concluded, until they are told to rest."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

import aiohttp

from audiencia.core.errors import Code
from audiencia.queue.domain.ticket import TERMINAL, TicketState
from audiencia.signaling.messages_out import BoardTicketOut, CitizenView, DirectorView
from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.client import Client
from audiencia.simulation.director import DirectorClient
from audiencia.simulation.line import Lost
from audiencia.simulation.moderator import ModeratorClient
from audiencia.simulation.trouble import Refused, TookTooLong
from audiencia.simulation.waiting import Seen
from tests.integration.kills.ledger import Ledger
from tests.support.audience import MATTER, NAME, TOPICS, Audience, People, another_contact, until

DEPARTMENTS = ("agua", "tesoreria", "bienestar")
PATIENCE = 120.0
"""Longer than anything takes to come back on a machine that is busy with other things."""
MOST = 12
"""How many take part at once; sockets cost the machine more than rows."""
WAITS = ("waiting", "ready_check", "postponed")
OVER: frozenset[str] = frozenset({*TERMINAL, TicketState.NO_SHOW})
ALLOWED = frozenset({
    Code.STALE_VERSION, Code.TICKET_MOVED, Code.NOT_ALLOWED_NOW, Code.NOBODY_WAITING, Code.ROOM_BUSY, Code.OUTCOME_NEEDED,
    Code.SAME_DEPARTMENT, Code.NO_ROOM_FREE, Code.INVITATION_OVER, Code.MATTERS_LEFT, Code.TOO_MANY_MATTERS, Code.MINUTE_TAKEN,
    Code.TOO_MANY_STEPS, Code.TOO_MANY_REQUESTS, Code.ANSWER_TOO_LATE, Code.ROOM_CLOSED,
    Code.POSTPONED_TOO_OFTEN, Code.WAITS_THERE,
})  # fmt: skip
"""What may be answered to people who all act at once: each of these says that nothing was done."""
Act = Callable[[], Awaitable[None]]
T = TypeVar("T")


class Town:
    """Everybody. All of them act while `awake`; `rest` returns when nobody is in the midst of anything."""

    def __init__(self, people: People, ledger: Ledger, rng: random.Random) -> None:
        self._people, self._ledger, self._rng = people, ledger, rng
        self._awake = asyncio.Event()
        self._idle = asyncio.Condition()
        self._busy = 0
        self.citizens: dict[str, CitizenClient] = {}
        self.desks: dict[str, DirectorClient] = {}
        self.moderator: ModeratorClient

    async def open(self, group: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        """Directors and moderator come; from now on each acts whenever the town is awake."""
        for department in DEPARTMENTS:
            desk = await self._people.director(department)
            self._known(desk, desk.views, partial(_attended, desk))
            self.desks[desk.view.director] = desk
        self.moderator = await self._people.moderator()
        self._known(self.moderator, self.moderator.boards, lambda: None)
        acts: list[Act] = [self._citizens, self._citizens, self._moderate]
        acts += [partial(self._attend, desk) for desk in self.desks.values()]
        return [group.create_task(self._go_on(act)) for act in acts]

    def _known(self, client: Client, seen: Seen[Any], about: Callable[[], str | None]) -> None:
        seen.patience = PATIENCE
        self._ledger.follow(client, about)

    def wake(self) -> None:
        """Everybody goes on."""
        self._awake.set()

    async def rest(self) -> None:
        """Everybody ends what was begun, and begins nothing more; who has gone home is forgotten."""
        self._awake.clear()
        async with self._idle:
            await self._idle.wait_for(lambda: not self._busy)
        for number, citizen in list(self.citizens.items()):
            if citizen.view.ticket.state in OVER or citizen.view.outcome is not None:
                await self.citizens.pop(number).close()

    async def sees_the_truth(self, place: Audience) -> None:
        """Everybody's newest view is of the ticket or room as it is in the database."""
        tickets = await place.rows("SELECT number, version FROM ticket WHERE number = ANY($1)", list(self.citizens))
        for row in tickets:
            await self.citizens[row["number"]].wait_for(_ticket_at(row["version"]), "the ticket as it is")
        rooms = await place.rows(
            "SELECT display_name, version FROM room JOIN staff ON staff.id = director_id WHERE display_name = ANY($1)",
            list(self.desks),
        )
        for row in rooms:
            await self.desks[row["display_name"]].wait_for(_room_at(row["version"]), "the room as it is")

    async def _go_on(self, act: Act) -> None:
        while True:
            await self._awake.wait()
            self._busy += 1
            try:
                await act()
            except Refused as refused:
                if refused.code not in ALLOWED:
                    raise
                await asyncio.sleep(0.1)  # what is in the way is shown by a view that is on its way
            finally:
                self._busy -= 1
                async with self._idle:
                    self._idle.notify_all()

    # Citizens

    async def _citizens(self) -> None:
        """Somebody joins, or one of those who wait changes their mind."""
        here = [one for one in self.citizens.values() if one.view.ticket.state not in OVER]
        waiting = [one for one in here if one.view.ticket.state in (*WAITS, "absent")]
        if len(here) < MOST and (len(waiting) < MOST // 2 or self._rng.random() < 0.3):
            await self._join(self._rng.choice(DEPARTMENTS))
        elif waiting:
            await self._change_mind(self._rng.choice(waiting))
        else:
            await news(one.views for one in here)

    async def _join(self, department: str) -> None:
        citizen, submission, contact = await self._people.visitor(), uuid4(), another_contact()
        adjustments = ("preferential",) if self._rng.random() < 0.15 else ()
        self._ledger.moment()
        await stubborn(
            lambda: citizen.join(
                department, TOPICS[department], name=NAME, matter=MATTER, contact=contact, adjustments=adjustments,
                submission_id=submission,
            )
        )  # fmt: skip
        self._ledger.moment()
        citizen.views.patience = PATIENCE
        view = await stubborn(citizen.connect)
        self._known(citizen, citizen.views, lambda: view.ticket.number)
        self._ledger.took_number(view.ticket.number)
        self.citizens[view.ticket.number] = citizen

    async def _change_mind(self, citizen: CitizenClient) -> None:
        state, whim = citizen.view.ticket.state, self._rng.random()
        if state == "absent":
            await citizen.come_back()
        elif state == "postponed":
            await citizen.resume()
        elif whim < 0.3:
            await citizen.leave()
        elif whim < 0.6:
            await citizen.postpone(let_pass=self._rng.randint(1, 3))
        elif not citizen.view.ticket.ready:
            await citizen.say_ready()
        else:
            await news([citizen.views])

    # The moderator

    async def _moderate(self) -> None:
        """Moves somebody who waits, after a few changes of the board; sometimes it was a mistake."""
        for _ in range(3):
            await news([self.moderator.boards])
        found = [
            (queue.department_slug, one) for queue in self.moderator.board.queues for one in _movable(queue.tickets)
        ]
        if found:
            here, ticket = self._rng.choice(found)
            moved = await self.moderator.move_tickets([ticket], self._other(here))
            if self._rng.random() < 0.3:
                await self.moderator.undo_move(moved)

    def _other(self, department: str) -> str:
        return self._rng.choice([one for one in DEPARTMENTS if one != department])

    # Directors

    async def _attend(self, desk: DirectorClient) -> None:
        """One act, as the state of the room asks for."""
        match desk.view.room.state:
            case "closed" | "disconnected":
                await desk.open_room()
            case "available":
                await self._call(desk)
            case "reserved":
                await self._answer(desk)
            case "in_call":
                await self._talk(desk)
            case "on_hold":
                await desk.unhold_call()
            case "wrap_up":
                await self._conclude(desk)
            case _:
                await self._assist(desk)

    async def _call(self, desk: DirectorClient) -> None:
        if desk.view.assist is not None or self._rng.random() < 0.2:
            await news([desk.views])  # asked into a call, or resting a little, so that somebody can be asked
        elif desk.view.pending and self._rng.random() < 0.5:
            await desk.complete_outcome(desk.view.pending[0].ticket_id)
        elif desk.view.waiting:
            await desk.call_next()
        else:
            await news([desk.views])

    async def _answer(self, desk: DirectorClient) -> None:
        citizen, whim = await self._held(desk), self._rng.random()
        if whim < 0.1:
            await desk.withdraw_call()
            return
        seen = desk.view.room.version
        while citizen.view.ticket.state != "called" and desk.view.room.version == seen:
            await news([citizen.views, desk.views])  # the citizen's may still be of an earlier call
        if citizen.view.ticket.state == "called" and whim < 0.2:
            await citizen.leave()
        elif citizen.view.ticket.state == "called":
            await citizen.accept()
        await desk.wait_for(lambda view: view.room.version > seen, "what the citizen answered")

    async def _talk(self, desk: DirectorClient) -> None:
        citizen, whim = await self._held(desk), self._rng.random()
        here = self._where(desk)
        if whim < 0.1:
            await desk.hold_call()
        elif whim < 0.25:
            await desk.transfer_call(self._other(here), "viene con su recibo")
        elif whim < 0.35:
            department = self._other(here)
            matter_id = await citizen.another_matter(department, TOPICS[department], "otro asunto")
            await desk.pass_on(matter_id)
        elif whim < 0.5:
            await desk.add_next_step("Pague en caja")
        elif whim < 0.7 and (free := self._free()):
            await self._ask_another(desk, self._rng.choice(free))
        elif whim < 0.85:
            await citizen.hang_up()
            await desk.wait_for(lambda view: view.room.state != "in_call", "the end")
        else:
            await desk.end_call()

    def _free(self) -> list[str]:
        """Departments whose director could join a call now."""
        return [self._where(desk) for desk in self.desks.values() if desk.view.room.state == "available"]

    async def _ask_another(self, desk: DirectorClient, department: str) -> None:
        """A call of three, when the other is still free: handed over, or the other leaves again."""
        guest = self.desks[await desk.invite_director(department)]
        await guest.wait_for(lambda view: view.assist is not None or view.room.state != "available", "the invitation")
        await guest.answer_invitation(join=True)
        await desk.wait_for(lambda view: view.assist is None or view.assist.joined, "the answer")
        if self._rng.random() < 0.7:
            await desk.hand_over("necesita un plano")
        else:
            await desk.withdraw_invitation()

    async def _conclude(self, desk: DirectorClient) -> None:
        current = desk.view.current
        if current is not None and current.matters:
            await desk.pass_on(current.matters[0].matter_id)
        elif self._rng.random() < 0.2:
            await desk.defer_outcome()
        else:
            await desk.record_outcome(self._rng.choice(("resolved_immediately", "in_process")))

    async def _assist(self, desk: DirectorClient) -> None:
        """Who was asked into a call stays until the host decides, and leaves when that takes long."""
        await news([desk.views])
        if desk.view.room.state == "assisting" and self._rng.random() < 0.2:
            await desk.leave_assist()

    async def _held(self, desk: DirectorClient) -> CitizenClient:
        """Whom the room holds; somebody who has just joined may be called before they see it."""
        assert desk.view.current is not None
        number = desk.view.current.number
        await until(lambda: number in self.citizens, f"{number} at the page", PATIENCE)
        return self.citizens[number]

    def _where(self, desk: DirectorClient) -> str:
        """The department of a desk: its targets are all the others."""
        targets = {one.department_slug for one in desk.view.targets}
        return next(one for one in DEPARTMENTS if one not in targets)


def _attended(desk: DirectorClient) -> str | None:
    return None if desk.view.current is None else desk.view.current.number


def _movable(tickets: Iterable[BoardTicketOut]) -> list[BoardTicketOut]:
    return [one for one in tickets if one.state in WAITS]


def _ticket_at(version: int) -> Callable[[CitizenView], bool]:
    return lambda view: view.ticket.version >= version


def _room_at(version: int) -> Callable[[DirectorView], bool]:
    return lambda view: view.room.version >= version


async def news(all_seen: Iterable[Seen[Any]]) -> None:
    """Until something new is seen, or for a second: somebody else may have to act first."""
    tasks = [asyncio.create_task(seen.next(within=1)) for seen in all_seen] or [asyncio.create_task(asyncio.sleep(0.1))]
    done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    for task in done:
        with suppress(TookTooLong):
            task.result()


async def stubborn(act: Callable[[], Awaitable[T]]) -> T:
    """Does it again, as a person would, while nothing answers."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            return await act()
        except (aiohttp.ClientError, OSError, Lost, TookTooLong):
            pass
        except Refused as refused:
            if refused.code not in {Code.UNAVAILABLE, Code.TOO_MANY_REQUESTS}:
                raise
        if asyncio.get_running_loop().time() > deadline:
            raise TookTooLong("an answer", PATIENCE)
        await asyncio.sleep(0.1)
