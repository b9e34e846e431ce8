"""Somebody in danger is seen, and nobody else, in all phrasings of `tests/data`; and how a phrase is read."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from audiencia.directory.crisis import CrisisRules
from audiencia.settings.config import load_municipality
from audiencia.settings.search_rules import Crisis, Search
from tests.support.phrasings import OTHERS, OWN, THIRD, for_tuning, measured

EXAMPLE = CrisisRules(load_municipality(Path(__file__).parents[3] / "config").search)
RULES = CrisisRules(Search(crisis=(Crisis(first="911", said=("me pega|golpea esposo",), unless=("pega el sol",)),)))


@pytest.mark.parametrize("file", [OWN, OTHERS, THIRD])
def test_every_crisis_is_seen_and_nothing_else_is_one(file: Path) -> None:
    asked = [one for one in for_tuning(file) if not one.may_alarm]
    assert [one.typed for one in asked if (EXAMPLE.first_number(one.typed) is not None) != one.crisis] == []


def test_the_measured_third_of_its_own_author_too() -> None:
    """Without names: nobody tunes on it. One alarm too many is borne; none may be missing."""
    seen = [(one.crisis, EXAMPLE.first_number(one.typed) is not None) for one in measured(OWN) if not one.may_alarm]
    assert all(alarm for crisis, alarm in seen if crisis)
    assert sum(alarm for crisis, alarm in seen if not crisis) <= 1


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("me pega mi esposo", "911"),
        ("ME PEGA, mi ezposo", "911"),
        ("ayer me golpea otra vez mi esposo", "911"),
        ("mi esposo me pega", None),
        ("me pega una vez y otra vez y luego esposo", None),
        ("me pega el sol y a mi esposo", None),
        ("pega", None),
        ("", None),
    ],
)
def test_the_words_of_a_phrase_stand_in_order_and_near(typed: str, first: str | None) -> None:
    assert RULES.first_number(typed) == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("voy con el", "911"),
        ("voy con el perro", None),
        ("voy hoy con el", "911"),
        ("con hoy el", None),
    ],
)
def test_a_word_may_have_to_follow_at_once_and_a_question_to_end(typed: str, first: str | None) -> None:
    rules = CrisisRules(Search(crisis=(Crisis(first="911", said=("voy con =el =$",)),)))
    assert rules.first_number(typed) == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mi tia golpea a su nieto", "911"),
        ("la hija pega a su nieto", "911"),
        ("el vecino golpea a su nieto", None),
        ("mi tia golpea a su perro", None),
    ],
)
def test_a_group_stands_for_each_of_its_words(typed: str, first: str | None) -> None:
    groups = {"kin": "tia|hija", "beast": "perro|gato"}
    rules = Search(groups=groups, crisis=(Crisis(first="911", said=("@kin =golpea|pega",), unless=("@beast",)),))
    assert CrisisRules(rules).first_number(typed) == first


def test_a_group_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValidationError, match="kin"):
        Search(crisis=(Crisis(first="911", said=("@kin golpea",)),))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ya no quiero vivir con este dolor", "800 911 2000"),
        ("ya no quiero vivir con el", None),
        ("quisiera dormir y no despertar", "800 911 2000"),
        ("taller para prevenir el suicidio", None),
        ("se oyen gritos de una señora", "911"),
        ("acaban de atropellar a un niño", "911"),
        ("hay un perro muerto en la calle", None),
        ("no encuentro a mi hijo", "911"),
        ("no encuentro a mi perro", None),
        ("no encuentro lugar para mi hijo en el kinder", None),
        ("huele mucho a gas", "911"),
        ("curso de primeros auxilios por si alguien se ahoga", None),
    ],
)
def test_families_of_words_and_their_guards(typed: str, first: str | None) -> None:
    assert EXAMPLE.first_number(typed) == first


def test_self_harm_names_the_line_of_life_first() -> None:
    assert EXAMPLE.first_number("ya no quiero vivir") == "800 911 2000"
    assert EXAMPLE.first_number("i want to kill myself") == "800 911 2000"
    assert EXAMPLE.first_number("se está quemando mi casa") == "911"
