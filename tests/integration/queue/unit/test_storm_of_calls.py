"""Everybody at once, in calls that are held, shared, handed over and cut off: two rooms in one call, and nothing deadlocks."""

import random
from collections.abc import Awaitable, Callable, Mapping
from uuid import uuid4

import pytest

from audiencia.core.ids import CommandId, RoomId, StaffId
from audiencia.queue.call import assist, citizen_disconnect, conclude, hold, presence, transfer
from audiencia.queue.calling import call
from audiencia.queue.moderation import rooms
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.context import AppContext
from tests.integration.queue.unit.test_storm import DEPARTMENTS, KINDS, NODE, Storm, rage
from tests.integration.queue.unit.test_storm import storm as storm
from tests.support.scenery import DONE

SHARED = KINDS | {
    "held", "unheld", "transferred", "handed_over", "assist_asked", "assist_joined", "assist_ended", "dropped", "returned",
    "returned_to_front", "outcome_deferred", "room_lost", "room_stopped_assisting",
}  # fmt: skip
Act = Callable[[AppContext, RoomCommand], Awaitable[object]]


def _transfer(context: AppContext, command: RoomCommand) -> Awaitable[object]:
    return transfer.transfer_call(context, command, random.choice(DEPARTMENTS), "Nota")


def _invite(context: AppContext, command: RoomCommand) -> Awaitable[object]:
    return assist.invite(context, command, random.choice(DEPARTMENTS))


def _answer(context: AppContext, command: RoomCommand) -> Awaitable[object]:
    return assist.answer_invitation(context, command, random.random() < 0.9)


def _hand_over(context: AppContext, command: RoomCommand) -> Awaitable[object]:
    return assist.hand_over(context, command, "Nota")


def _record(context: AppContext, command: RoomCommand) -> Awaitable[object]:
    return conclude.record_outcome(context, command, DONE)


SENSIBLE: Mapping[str, tuple[Act, ...]] = {
    "closed": (rooms.open_room,),
    "disconnected": (rooms.open_room,),
    "available": (call.call_next, _answer, _answer),
    "reserved": (_answer,),
    "in_call": (_invite, _invite, _hand_over, _hand_over, _hand_over, hold.put_on_hold, citizen_disconnect.let_go, _transfer,
                assist.withdraw_invitation, conclude.end_call),
    "on_hold": (hold.unhold_call, hold.unhold_call, _invite, _transfer),
    "wrap_up": (_record, conclude.defer_outcome, _transfer),
    "assisting": (_answer, _answer, assist.leave_assist),
}  # fmt: skip
"""What a director would do in a room of each state; now and then they do something else."""
AGES = (
    "UPDATE ticket SET disconnected_at = disconnected_at - interval '1 min', state_since = state_since - interval '2 min' "
    "WHERE id = (SELECT id FROM ticket WHERE NOT connected AND state IN ('in_call', 'on_hold', 'reconnecting') "
    "AND random() < 0.3 LIMIT 1)",
    "UPDATE assist SET expires_at = app_now() WHERE id = "
    "(SELECT id FROM assist WHERE ended_at IS NULL AND random() < 0.05 LIMIT 1)",
    "UPDATE room SET grace_until = app_now() WHERE id = (SELECT id FROM room WHERE NOT connected LIMIT 1)",
)
"""Time that passes for one at a time, so that the test itself locks nothing in another order."""


class StormOfCalls(Storm):
    """Directors who mostly do what makes sense, so that calls become what they can become."""

    away = 20

    async def a_director(self, director: StaffId, room: RoomId) -> None:
        """One after the other."""
        anything = [act for acts in SENSIBLE.values() for act in acts]
        while True:
            seen = (await self.ask("SELECT state, version FROM room WHERE id = $1", room))[0]
            acts = anything if random.random() < 0.1 else SENSIBLE.get(str(seen["state"]), anything)
            command = RoomCommand(director, room, CommandId(uuid4()), int(str(seen["version"])))
            await self.attempt(random.choice(acts)(self.context, command))

    async def the_clock_of_calls(self) -> None:
        """Absences become long, invitations run out, and directors come and go."""
        sockets: dict[RoomId, str] = {}
        while True:
            for row in await self.ask("SELECT id FROM room"):
                room = RoomId(int(str(row["id"])))
                if room not in sockets:
                    sockets[room] = uuid4().hex
                    await self.attempt(presence.director_came(self.context, NODE, sockets[room], room))
                elif random.random() < 0.05:
                    await self.attempt(presence.director_went(self.context, sockets.pop(room), room))
            for age in AGES:
                await self.ask(age)
            for due in (citizen_disconnect.drop_citizens, assist.expire_invitations, presence.lose_directors):
                await due(self.context)
            await self.others(10)

    async def served_by_all(self) -> None:
        """Rooms serve other queues over and over, so that the queues of a call are other ones than they were.

        One that assists leaves none, as `queue.domain.room.serving` has it: the citizen may be handed over to it in any of them.
        """
        while True:
            await self.ask(
                "UPDATE room SET version = version + 1, serves = ARRAY(SELECT id FROM queue WHERE id = room.queue_id "
                "OR (room.state = 'assisting' AND id = ANY (room.serves)) OR random() < 0.3 ORDER BY id) "
                "WHERE id = (SELECT id FROM room ORDER BY random() LIMIT 1)"
            )
            await self.others(60)


@pytest.fixture
def calls(storm: Storm) -> StormOfCalls:
    """A context that is open."""
    return StormOfCalls(storm.context, storm.conn)


async def test_a_storm_in_calls_of_three_leaves_everything_in_order(calls: StormOfCalls) -> None:
    await rage(calls, SHARED, calls.the_clock_of_calls(), calls.served_by_all())
