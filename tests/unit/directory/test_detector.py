"""Phrases of the configuration and the classifier together, and whose number comes first."""

from functools import cache

import pytest

from audiencia.directory import danger
from audiencia.directory.crisis import CrisisRules
from audiencia.directory.detector import CrisisDetector
from audiencia.settings.search_rules import Crisis, Search
from tests.support.configuration import configured
from tests.support.phrasings import HALVES, OTHERS, OWN, THIRD, for_tuning

DANGER = Crisis(first="911", kind="danger", said=("llamen al capitan", "@me =quiere =matar", "se =mata"))
SELF_HARM = Crisis(first="800 1", kind="self_harm", said=("noche oscura del alma", "matarme"))
GAS = Crisis(first="55 1", kind="danger", said=("fuga amoniaco", "tlatla nocal", "cable tirado"))
GROUPS = {"me": "me|nos"}
BOTH = CrisisDetector(Search(groups=GROUPS, crisis=(SELF_HARM, DANGER)))
CONFIGURED = configured().search
CRISES = [one.typed for file in (OWN, OTHERS, THIRD, *HALVES) for one in for_tuning(file) if one.crisis][::4]


@cache
def example() -> CrisisDetector:
    """Of the configuration, made by the first test that asks: every process of a run imports this module."""
    return CrisisDetector(CONFIGURED)


def test_the_classifier_sees_what_no_phrase_names_and_calls_who_is_configured_for_it() -> None:
    assert BOTH.first_number("mi marido me está golpeando") == "911"
    assert BOTH.first_number("me quiero suicidar") == "800 1"


@pytest.mark.parametrize(
    "tail",
    [
        ", que requisitos piden para el divorcio",
        " que requisitos piden para el divorcio",
        ". necesito cita con el psicologo municipal",
        ", how do i get a divorce certificate",
    ],
)
def test_who_also_asks_for_an_office_is_in_danger_all_the_same(tail: str) -> None:
    assert len(CRISES) > 100
    assert [one for one in CRISES if example().first_number(one + tail) is None] == []


@pytest.mark.parametrize("before", ["cuánto cuesta el acta de nacimiento. ", "quiero prevenir incendios. "])
def test_a_harmless_sentence_silences_no_danger_in_the_next_one(before: str) -> None:
    assert [one for one in CRISES if example().first_number(before + one) is None] == []


@pytest.mark.parametrize(
    "asked", ["{}, que requisitos piden para abrir un negocio", "quiero pagar mi predial. {}", "{}"]
)
@pytest.mark.parametrize(
    "typed", ["mi marido me está golpeando", "me quiero suicidar", "my stepfather beats my sister"]
)
def test_the_classifier_alone_sees_a_danger_beside_another_question(asked: str, typed: str) -> None:
    assert CrisisRules(Search(groups=GROUPS, crisis=(DANGER,))).found(typed) is None
    assert BOTH.first_number(asked.format(typed)) is not None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mi esposo me pega, que requisitos para el divorcio", "911"),
        ("me quiero matar, cuanto cuesta la cita con el psicologo municipal", "800 911 2000"),
        ("ya no quiero vivir necesito cita con psicologo", "800 911 2000"),
        ("he hits me every night how do i get a divorce certificate", "911"),
    ],
)
def test_a_phrase_is_enough_whatever_the_classifier_says(typed: str, first: str) -> None:
    assert example().first_number(typed) == first


@pytest.mark.parametrize("typed", GAS.said)
def test_words_of_the_municipality_that_nobody_learnt_name_its_own_number(typed: str) -> None:
    for rules in (Search(crisis=(GAS,)), Search(groups=GROUPS, crisis=(SELF_HARM, DANGER, GAS))):
        assert CrisisDetector(rules).first_number(typed) == "55 1"
        assert CrisisDetector(rules).first_number(f"requisitos para licencia de funcionamiento, {typed}") == "55 1"


def test_of_two_of_one_kind_each_has_its_own_number_and_the_first_that_of_the_classifier() -> None:
    rules = CrisisDetector(Search(groups=GROUPS, crisis=(GAS, SELF_HARM, DANGER)))
    assert rules.first_number("llamen al capitan") == "911"
    assert rules.first_number("noche oscura del alma") == "800 1"
    assert rules.first_number("mi marido me está golpeando") == "55 1"


def test_the_other_kind_is_named_where_the_question_says_so_and_it_is_there() -> None:
    assert BOTH.first_number("mi esposo quiere matarme a golpes") == "911"
    assert BOTH.first_number("mi hija se mata si la dejo sola, se quiere suicidar") == "800 1"
    assert CrisisDetector(Search(crisis=(SELF_HARM,))).first_number("mi esposo quiere matarme a golpes") == "800 1"


def test_without_a_kind_each_phrase_names_its_own_number_and_the_classifier_the_last() -> None:
    crises = tuple(one.model_copy(update={"kind": None}) for one in (SELF_HARM, DANGER))
    rules = CrisisDetector(Search(groups=GROUPS, crisis=crises))
    assert rules.first_number("noche oscura del alma") == "800 1"
    assert rules.first_number("mi esposo quiere matarme a golpes") == "800 1"
    assert rules.first_number("llamen al capitan") == "911"
    assert rules.first_number("mi marido me está golpeando") == "911"


def test_one_crisis_alone_is_called_for_each_and_without_any_nobody_is() -> None:
    assert CrisisDetector(Search(crisis=(DANGER,), groups=GROUPS)).first_number("mi marido me está golpeando") == "911"
    assert CrisisDetector(Search(crisis=(SELF_HARM,))).first_number("mi marido me está golpeando") == "800 1"
    assert CrisisDetector(Search()).first_number("mi marido me está golpeando") is None


def test_the_files_are_read_before_the_first_question(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(danger, "_weights", lambda: read.append("weights"))
    monkeypatch.setattr(danger, "_classes", lambda: read.append("classes"))
    CrisisDetector(Search(crisis=(DANGER,), groups=GROUPS))
    assert sorted(read) == ["classes", "weights"]
