"""What can be found of a municipality, and that every phrasing means something of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from audiencia.core.texts import Text
from audiencia.directory.documents import Logged, documents_at
from audiencia.directory.found_in import findable
from audiencia.directory.search import Catalogue
from audiencia.directory.service import Announced, Searchable, question
from tests.support.configuration import configured
from tests.support.phrasings import OTHERS, OWN, THIRD, everything, for_tuning, measured

EXAMPLE = configured()
NOW = datetime(2026, 12, 3, tzinfo=UTC)
SERVICES = [Searchable(s.department, s.slug, s.topic, s.name, s.summary, s.words) for s in EXAMPLE.services]


def test_each_is_found_under_one_key_and_topics_only_where_no_service_leads_to_them() -> None:
    found = [one for one, _entry in findable(EXAMPLE, SERVICES)]
    assert len({one.key for one in found}) == len(found)
    assert {one.kind for one in found} == {"service", "topic", "elsewhere"}
    led_to = {(one.department, one.topic) for one in found if one.kind == "service"}
    assert not led_to & {(one.department, one.topic) for one in found if one.kind == "topic"}
    public = {one.slug for one in EXAMPLE.public_departments}
    assert {one.department for one in found if one.kind != "elsewhere"} <= public


@pytest.mark.parametrize("file", [OWN, OTHERS, THIRD])
def test_every_phrasing_means_something_that_can_be_found(file: Path) -> None:
    topics = {f"{one.slug}/{topic.slug}" for one in EXAMPLE.departments for topic in one.topics}
    known = {one.key for one, _entry in findable(EXAMPLE, SERVICES)} | topics
    assert sum(not one.right <= known for one in everything(file)) == 0


@pytest.mark.parametrize("typed", ["daño moral", "demandar por daño moral", "daños y perjuicios"])
def test_damages_are_a_matter_of_the_courts(typed: str) -> None:
    found = Catalogue(EXAMPLE, SERVICES).answer(question(typed)).found
    assert found[0].key == "elsewhere/juzgado"


@pytest.mark.parametrize("file", [OWN, OTHERS, THIRD])
def test_there_are_enough_and_a_third_is_for_measuring_alone(file: Path) -> None:
    assert len(everything(file)) >= 400
    assert 0.28 < len(measured(file)) / len(everything(file)) < 0.38
    assert not {one.typed for one in measured(file)} & {one.typed for one in for_tuning(file)}


def test_announcements_change_nothing_of_what_else_is_found() -> None:
    texts = ("No habrá agua en la colonia Centro", "Becas de secundaria", "Licencia de funcionamiento: nuevo formato")
    until = datetime(2099, 1, 1, tzinfo=UTC)
    announced = [Announced(at, Text(es=text, en=text), None, until) for at, text in enumerate(texts)]
    without, beside = Catalogue(EXAMPLE, SERVICES), Catalogue(EXAMPLE, SERVICES, announced)
    for one in for_tuning(OTHERS)[::4]:
        asked = question(one.typed)
        assert beside.answer(asked) == without.answer(asked)
    found = [beside.beside(question(one)).announcements for one in ("agua centro", "vecas de secundaria", "acta")]
    assert found == [(0,), (1,), ()]


def test_documents_are_found_by_title_summary_and_kind_and_change_nothing_of_what_else_is_found() -> None:
    texts = (
        ("call", "Becas de secundaria 2027", "Para estudiantes con buen promedio"),
        ("format", "Solicitud de poda", "Para un árbol en la banqueta"),
        ("regulation", "Reglamento de mercados", "Puestos y tianguis"),
    )
    logged = [
        Logged(what, {
            "what": what, "name": {"es": name, "en": name}, "summary": {"es": summary, "en": summary},
            "url": "https://example.org/a.pdf", "until": "2099-01-01T10:00",
        }, NOW, NOW) for what, name, summary in texts
    ]  # fmt: skip
    published = documents_at(NOW, logged, EXAMPLE).shown
    without, beside = Catalogue(EXAMPLE, SERVICES), Catalogue(EXAMPLE, SERVICES, published=published)
    for one in for_tuning(OTHERS)[::4]:
        asked = question(one.typed)
        assert beside.answer(asked) == without.answer(asked)
    asked_for = ("vecas de secundaria", "formato para podar un arbol", "reglamento de mercados", "acta de nacimiento")
    assert [beside.beside(question(one)).documents[:1] for one in asked_for] == [
        ("call",), ("format",), ("regulation",), (),
    ]  # fmt: skip
