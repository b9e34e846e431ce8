"""The mayor: attends as a director does, chooses the lines, and knocks at calls."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import MayorView
from audiencia.simulation.waiting import Seen
from tests.support.director_client import DirectorClient


def _short(view: MayorView) -> object:
    return len(view.calls), len(view.commitments)


class MayorClient(DirectorClient):
    """`beyond` is the newest of what the mayor sees besides the own room."""

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.seen: Seen[MayorView] = Seen("mayor's view", _short)
        super().__init__(base_url, language)

    @property
    def beyond(self) -> MayorView:
        """Calls that go on, lines, and commitments."""
        return self.seen.value

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Keeps views."""
        if event == "mayor":
            self.seen.put(MayorView.model_validate(payload))
        super().heard(event, payload)

    async def wait_beyond(self, predicate: Callable[[MayorView], bool], what: str) -> MayorView:
        """The first that satisfies `predicate`. Raises `TookTooLong`."""
        return await self.seen.wait_for(predicate, what)

    async def knock(self, room_id: int) -> None:
        """Asks the two of that call to be let in."""
        await self._said(say.Knock, room_id=room_id)
        await self.wait_for(lambda view: view.knock is not None or view.assist is not None, "the knock")

    async def withdraw_knock(self) -> None:
        """Asks no more."""
        await self._said(say.WithdrawKnock)
        await self.wait_for(lambda view: view.knock is None, "the end of the knock")

    async def choose_lines(self, departments: Sequence[str]) -> None:
        """From which lines the room calls."""
        await self._versioned(say.ChooseLines, departments=list(departments))
