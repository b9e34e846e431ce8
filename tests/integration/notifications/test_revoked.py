"""Over a generated week nothing is sent, shown or telephoned for a purpose whose consent was taken back, not even what a slow
server was being given. `make soak-consents` tries more weeks.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from audiencia.notifications import deliver
from tests.integration.notifications.consenting import ConsentingTown, Person
from tests.support.scenery import Scenery
from tests.support.soaking import random_days

PHONES = ("", ", 722 555 0101", ", 722 555 0102")
"""Few, so that people come again: a second folio is a second consent."""
COMES = ("petitions", "petitions", "visits", "books")
DONE = (
    "wants no notices of the place",
    *("takes back", "allows") * 3, *("takes back while it is sent",) * 4, *("begins", "asks", "writes") * 2, "page", "email", "telephone",
)  # fmt: skip
MOST = 6
"""People of a week: few, so that much happens to each."""
ACTS = 90
Act = tuple[Any, ...]


def week_of(dice: random.Random) -> list[Act]:
    """Some come, then much happens to them, between hours that pass and what is sent."""
    return [*(comes(dice) for _ in range(MOST)), *(one for _ in range(ACTS) for one in some_time(dice))]


def comes(dice: random.Random) -> Act:
    """Most agree to being written to."""
    what, agrees = dice.choice(COMES), dice.random() < 0.8
    contact = f"eva+{dice.randrange(10**9)}@example.org{dice.choice(PHONES)}"
    if what == "petitions":
        return what, agrees, contact, dice.choice(("page", "email", "telephone")), dice.random() < 0.5
    return (
        (what, agrees, contact) if what == "visits" else (what, agrees, contact, dice.randrange(8), dice.random() < 0.5)
    )


def some_time(dice: random.Random) -> list[Act]:
    """One act, and sometimes what the hours and the post bring."""
    acts: list[Act] = [(dice.choice(DONE), dice.randrange(MOST))]
    if dice.random() < 0.15:
        acts.append(("hours pass", dice.randrange(1, 20)))
    if dice.random() < 0.15:
        acts.append(("sends", dice.choice(("250 OK", "250 OK", "451 Later"))))
    if dice.random() < 0.05:
        acts.append(("looks",))
    return acts


def happens(town: ConsentingTown, what: str, *how: Any) -> None:
    """One act of the week."""
    match what:
        case "petitions" | "visits" | "books":
            getattr(town, what)(*how)
        case "hours pass":
            town.hours_pass(*how)
        case "sends":
            town.delivers(*how)
        case "looks":
            town.looks()
        case _:
            person = town.person(*how)
            if person is not None:
                by_person(town, person, what)


def by_person(town: ConsentingTown, person: Person, what: str) -> None:
    """What one person decides, or the office does for them."""
    match what:
        case "takes back" | "allows":
            town.decides(person, what == "allows")
        case "wants no notices of the place":
            town.ends_notices_of_place(person)
        case "takes back while it is sent":
            town.decides_while_it_is_sent(person)
        case _:
            town.works(person, what)


@pytest.mark.timeout(0)
def test_nothing_of_a_purpose_leaves_once_its_consent_was_taken_back(
    make_jornada: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(deliver, "WANTED_SECONDS", 0.05)
    read = 0

    @settings(random_days(2, 1), phases=[Phase.generate])  # a smaller number is no simpler week
    @given(seed=some.integers(0, 2**32))
    def weeks(seed: int) -> None:
        nonlocal read
        url = make_jornada()
        scene = Scenery(url, tmp_path / "keys")
        town = ConsentingTown(scene, url, tmp_path)
        try:
            for act in week_of(random.Random(seed)):
                happens(town, *act)
            town.looks()
            town.hours_pass(14)
            town.delivers()
            read += town.read
        finally:
            town.close()
            scene.close()

    weeks()
    assert read >= 3, "hardly anything was sent: the weeks say nothing"


def test_the_product_notices_within_a_second() -> None:
    assert deliver.WANTED_SECONDS <= 0.5
