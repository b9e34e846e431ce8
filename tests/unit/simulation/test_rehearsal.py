"""The script of a rehearsal: as many people as asked, seven of ten with an immediate answer, and the same for the same seed.
And who plays it: nobody goes home because something else happened first."""

import asyncio
from random import Random
from typing import Any

import pytest

from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.rehearsal import Seat, _Stage, script, seats_of
from audiencia.simulation.trouble import Refused
from tests.unit.simulation.test_catching_up import citizen_view

SEATS = [Seat(name, ("uno", "dos"), f"ensayo-{name}", "x") for name in ("agua", "obras", "bienestar")]


@pytest.mark.parametrize("people", [1, 10, 92, 300])
def test_seven_of_ten_have_an_immediate_answer(people: int) -> None:
    visits = script(SEATS, people, Random(7))
    assert len(visits) == people
    assert sum(one.immediate for one in visits) == round(people * 0.7)
    assert len({one.contact for one in visits}) == people
    assert [one.arrives for one in visits] == sorted(one.arrives for one in visits)
    assert all(0 <= one.arrives < 1 and one.topic in ("uno", "dos") for one in visits)


def test_who_speaks_of_the_result_had_an_immediate_answer() -> None:
    visits = script(SEATS, 300, Random(3))
    said = [one for one in visits if one.word is not None]
    assert all(one.immediate for one in said)
    assert {one.word for one in said} == {True, False} and len(said) < sum(one.immediate for one in visits)


def test_one_seed_gives_one_script() -> None:
    assert script(SEATS, 40, Random(1)) == script(SEATS, 40, Random(1)) != script(SEATS, 40, Random(2))


def test_departments_without_an_account_are_not_played() -> None:
    assert seats_of({"agua": ["fugas"], "obras": ["baches"]}, {"agua": ("a", "b")}) == [
        Seat("agua", ("fugas",), "a", "b")
    ]


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
        await asyncio.wait_for(_Stage("", 0.0, lambda _: None)._be_attended(citizen), 10)
        assert line.said == ["come_back", "accept", "come_back", "accept"]
