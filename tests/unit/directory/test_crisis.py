"""Somebody in danger is seen, and nobody else, in all phrasings of `tests/data`; and how a phrase is read."""

from functools import cache
from pathlib import Path

import pytest
from pydantic import ValidationError

from audiencia.directory.crisis import END, CrisisRules
from audiencia.directory.detector import CrisisDetector
from audiencia.directory.found_in import findable
from audiencia.directory.search_index import Entry
from audiencia.directory.service import Searchable
from audiencia.settings.search_rules import Crisis, Search
from tests.support.configuration import configured
from tests.support.phrasings import (
    BLIND,
    DANGERS,
    HALVES,
    OTHERS,
    OWN,
    PHONES,
    THIRD,
    crises_with_a_slip,
    for_tuning,
    measured,
)

MUNICIPALITY = configured()
SERVICES = [Searchable(s.department, s.slug, s.topic, s.name, s.summary, s.words) for s in MUNICIPALITY.services]
CONFIGURED = MUNICIPALITY.search
RULES = CrisisRules(Search(crisis=(Crisis(first="911", said=("me pega|golpea esposo",), unless=("pega el sol",)),)))


@cache
def example() -> CrisisDetector:
    """Of the configuration and its directory, made by the first test that asks: every process of a run imports this module."""
    return CrisisDetector(CONFIGURED, [entry for _found, entry in findable(MUNICIPALITY, SERVICES)])


def _first(rules: CrisisRules, typed: str) -> str | None:
    found = rules.found(typed)
    return found.first if found else None


@pytest.mark.parametrize("file", [OWN, OTHERS, THIRD, *HALVES])
def test_every_crisis_is_seen_and_nothing_else_is_one(file: Path) -> None:
    asked = [one for one in for_tuning(file) if not one.may_alarm]
    assert [one.typed for one in asked if (example().first_number(one.typed) is not None) != one.crisis] == []


@pytest.mark.parametrize("file", [OWN, THIRD])
def test_the_measured_third_of_who_wrote_words_too(file: Path) -> None:
    seen = [(one.crisis, example().first_number(one.typed) is not None) for one in measured(file) if not one.may_alarm]
    assert [crisis for crisis, alarm in seen if alarm != crisis] == []


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
    assert _first(RULES, typed) == first


@pytest.mark.parametrize(
    ("files", "least"), [((OTHERS, THIRD, DANGERS, BLIND), 0.945), ((OWN,), 0.935), ((PHONES,), 0.93)]
)
def test_a_crisis_is_seen_though_the_finger_slipped(files: tuple[Path, ...], least: float) -> None:
    slipped = crises_with_a_slip(files)
    assert sum(example().first_number(typed) is not None for typed in slipped) >= least * len(slipped)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("le golpeaba", "911"),
        ("le glopea", "911"),
        ("le golpes", "911"),
        ("le golpista", None),
        ("le galope", None),
        ("le golpe", None),
        ("te golpea", None),
        ("aventarme", "911"),
        ("avnetarme", "911"),
        ("aventar", None),
    ],
)
def test_other_forms_and_slips_of_a_word(typed: str, first: str | None) -> None:
    rule = Crisis(first="911", said=("le golpea", "aventarme"))
    entries = [Entry("golpe", ("golpe",))]
    rules = CrisisRules(Search(crisis=(rule,), everyday=("golpista",)), entries)
    assert _first(rules, typed) == first


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
    assert _first(rules, typed) == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mepega", "911"),
        ("dice quemepega", None),
        ("mepegamento", None),
        ("me golpea", "911"),
        ("me golpea, ya no aguanto", "911"),
        ("me golpea y me insulta", "911"),
        ("me golpea ayuda", "911"),
        ("me golpea que hago", "911"),
        ("me golpea.2", None),
        ("me golpea el sol", None),
    ],
)
def test_words_written_together_and_the_end_of_a_clause(typed: str, first: str | None) -> None:
    rules = Search(filler=("me", "que"), crisis=(Crisis(first="911", said=("me =pega", "me =golpea =$")),))
    assert _first(CrisisRules(rules), typed) == first


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
    rules = Search(
        groups=groups, crisis=(Crisis(first="911", said=("@kin =golpea|pega",), unless=("golpea =a =su =@beast",)),)
    )
    assert _first(CrisisRules(rules), typed) == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("me pega en el carro", "911"),
        ("pega en el carro, me pega", "911"),
        ("el sol me pega en el carro", None),
        ("el sol me pegaba", None),
        ("el sol y me pegaron", "911"),
        ("curso para cuando me pegan", None),
        ("curso de cocina porque me pega", "911"),
    ],
)
def test_what_is_harmless_takes_its_own_words_out_and_no_others(typed: str, first: str | None) -> None:
    rule = Crisis(first="911", said=("me =peg*",), unless=("carro", "sol =me =peg*", "curso =de|para ..."))
    assert _first(CrisisRules(Search(crisis=(rule,))), typed) == first


def test_a_group_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValidationError, match="kin"):
        Search(crisis=(Crisis(first="911", said=("@kin golpea",)),))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ya no quiero vivir con este dolor", "800 911 2000"),
        ("quisiera dormir y no despertar", "800 911 2000"),
        ("se oyen gritos de una señora", "911"),
        ("acaban de atropellar a un niño", "911"),
        ("no encuentro a mi hijo", "911"),
        ("huele mucho a gas", "911"),
        ("ya no quiero seguir", "800 911 2000"),
        ("no quiero seguir viviendo", "800 911 2000"),
        ("para qué sigo viviendo", "800 911 2000"),
        ("i want to end it", "800 911 2000"),
        ("everyone will be better without me", "800 911 2000"),
        ("mi niño de 3 años se cayó al pozo", "911"),
        ("se cayó mi hijo al pozo hace un rato", "911"),
        ("mi cuñada le pega a su hijo de 5 años", "911"),
        ("le pega a su hijo de 5 años", "911"),
        ("mi papá le pega a mi hermanita desde hace meses", "911"),
        ("mi bebé de 8 meses se cayó a la cisterna", "911"),
        ("a man fell into the river ten minutes ago", "911"),
        ("me cortó la luz y le pega a mi hijo", "911"),
        ("lo van a matar", "911"),
        ("el agua ya se metió a mi negocio", "911"),
        ("el agua ya nos llega a la cintura", "911"),
        ("explotó la fábrica de cohetes", "911"),
        ("están asaltando el camión", "911"),
        ("hay un ladrón dentro de mi negocio", "911"),
        ("le cayó un árbol encima a mi mamá", "911"),
        ("hay un trabajador sepultado en una zanja", "911"),
        ("vi un cuerpo tirado en la calle", "911"),
        ("le pega a su hijo en el carro", "911"),
        ("qué hacer si mi esposo me pega", "911"),
        ("mi esposo me pega y quiero un taller de costura", "911"),
        ("mi vecino me va a matar", "911"),
        ("hace un rato atropellaron a mi hijo", "911"),
        ("en la calle me están matando", "911"),
        ("huele a gas en el negocio", "911"),
        ("quiero terminar con la vida", "800 911 2000"),
        ("esta semana intentó suicidarse", "800 911 2000"),
        ("estoy cansada de los baches. me quiero morir", "800 911 2000"),
        ("quiero un curso de defensa personal. me pega mi esposo", "911"),
    ],
)
def test_families_of_words_in_danger(typed: str, first: str) -> None:
    assert example().first_number(typed) == first


@pytest.mark.parametrize(
    "typed",
    [
        "ya no quiero vivir con el",
        "taller para prevenir el suicidio",
        "hay un perro muerto en la calle",
        "no encuentro a mi perro",
        "no encuentro lugar para mi hijo en el kinder",
        "curso de primeros auxilios por si alguien se ahoga",
        "i want to",
        "where is the bus going to",
        "where can i take it",
        "no quiero estar",
        "no quiero estar sin luz",
        "ya no quiero seguir así sin agua",
        "sigo viviendo en la misma casa y quiero mi credencial",
        "ya me voy a mi casa",
        "me van a",
        "me quieren matar los mosquitos",
        "mi abuelo está sepultado en el panteón",
        "dónde está sepultado mi abuelo",
        "where is my father buried in the cemetery",
        "a qué número llamas en caso de un bache",
        "a quién llamas por el vecino",
        "photo shooting in the plaza",
        "golpearon a un señor el año pasado",
        "a man fell into the river last year",
        "mi gato está atrapado en",
        "le cayó un árbol a mi carro",
        "hay basura tirada en la calle",
        "me quieren levantar una multa",
        "me quieren subir la renta",
        "no sabemos dónde está la oficina",
        "cuánto sale el gas",
        "la banqueta está dispareja",
        "trying to get my permit",
        "it's my first time here",
    ],
)
def test_everyday_words_are_no_danger(typed: str) -> None:
    assert example().first_number(typed) is None


@pytest.mark.parametrize("rule", CONFIGURED.crisis, ids=lambda rule: rule.said[0][:30])
def test_no_rule_silences_its_own_phrases(rule: Crisis) -> None:
    alone = CrisisRules(Search(groups=CONFIGURED.groups, crisis=(rule,)))
    assert [said for said in rule.said if alone.found(_written(said)) is None] == []


def _written(said: str) -> str:
    """A phrase with the first of each of its words, as somebody would type it."""
    *words, last = (one.removeprefix("=").replace("*", "").split("|") for one in said.split())
    spoken = [next(way for way in ways if way != END) for ways in words]
    named = [CONFIGURED.groups[one[1:]].split("|")[0] if one.startswith("@") else one for one in [*spoken, last[0]]]
    return " ".join(named).removesuffix(END)


def test_self_harm_names_the_line_of_life_first() -> None:
    assert example().first_number("ya no quiero vivir") == "800 911 2000"
    assert example().first_number("mi esposo me quiere matar") == "911"
    assert example().first_number("mi esposo se quiere matar") == "800 911 2000"
    assert example().first_number("i want to kill myself") == "800 911 2000"
    assert example().first_number("se está quemando mi casa") == "911"
