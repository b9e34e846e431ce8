"""Who plays a simulated session: nobody goes home because something else happened first."""

import asyncio
from typing import Any

import pytest

from audiencia.simulation import session
from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.session import Session
from audiencia.simulation.trouble import Refused
from audiencia.simulation.visits import Visit
from tests.unit.simulation.test_catching_up import citizen_view


class Crossed:
    """A server that calls again whoever says just then that they are back, and takes that call back as it is answered."""

    def __init__(self, citizen: CitizenClient) -> None:
        self.said: list[str] = []
        self._citizen = citizen
        self._then = iter(
            [("called", "not_allowed_now"), ("absent", "answer_too_late"), ("called", None), ("served", None)]
        )

    async def command(self, event: str, message: Any) -> dict[str, Any]:
        self.said.append(event)
        state, refusal = next(self._then)
        self._citizen.views.put(citizen_view(len(self.said) + 4, state=state))
        if refusal is not None:
            raise Refused(event, refusal)
        return {"epoch": 1}

    async def close(self) -> None:
        """Nothing is open."""


async def test_who_is_crossed_looks_again_and_is_attended_in_the_end() -> None:
    async with CitizenClient("http://127.0.0.1:1") as citizen:
        citizen.views.put(citizen_view(4, state="absent"))
        citizen.line = line = Crossed(citizen)  # type: ignore[assignment]
        await asyncio.wait_for(Session("")._take_part(citizen, Visit(("agua", "uno"), "x", "y")), 60)
        assert line.said == ["come_back", "accept", "come_back", "accept"]


class Joins:
    """A citizen whose form is refused so often with this code."""

    def __init__(self, code: str, times: int) -> None:
        self.forms: list[Any] = []
        self._code, self._times = code, times

    async def join(self, *place: str, submission_id: Any, **said: str) -> None:
        self.forms.append(submission_id)
        if len(self.forms) <= self._times:
            raise Refused("join", self._code)


async def test_a_form_that_the_server_could_not_take_is_sent_again_as_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "AGAIN_SECONDS", 0)
    citizen = Joins("unavailable", 2)
    await Session("")._join(citizen, Visit(("agua", "uno"), "x", "y"))  # type: ignore[arg-type]
    assert len(citizen.forms) == 3
    assert len(set(citizen.forms)) == 1


async def test_a_form_that_is_refused_for_another_reason_is_not_sent_again() -> None:
    citizen = Joins("queue_full", 1)
    with pytest.raises(Refused):
        await Session("")._join(citizen, Visit(("agua", "uno"), "x", "y"))  # type: ignore[arg-type]
    assert len(citizen.forms) == 1
