"""The form of a service: a value comes back as it was, and each wrong field has its reason."""

from datetime import datetime

from audiencia.administration.pages import catalogue_forms
from audiencia.administration.pages.catalogue_words import WRONG
from audiencia.http.forms import Fields
from audiencia.settings.catalogue import Kind, entries_of, service_key, service_of
from tests.support.configuration import configured

NOW = datetime.fromisoformat("2026-03-03T10:00")
ENTRIES = entries_of(configured())
GOOD = {
    "name_es": "Poda de un árbol",
    "summary_es": "Se poda.",
    "who_es": "Cualquier persona.",
    "cost_es": "Sin costo",
    "time_es": "5 días",
    "steps_es": "Repórtelo\nEspere",
}


def check(**typed: str) -> tuple[dict[str, str], dict[str, str]]:
    fields = Fields({name: [text] for name, text in (GOOD | typed).items()})
    return catalogue_forms.check(Kind.SERVICE, fields, NOW, new=True, topics=["fugas"])


def test_every_example_comes_back_out_of_its_form_as_it_went_in() -> None:
    for key, value in ENTRIES.items():
        if key.kind is not Kind.SERVICE:
            continue
        shown = catalogue_forms.typed_of(Kind.SERVICE, value)
        typed, wrong = catalogue_forms.check(
            Kind.SERVICE,
            Fields({one: [text] for one, text in shown.items()}),
            NOW,
            new=False,
            topics=[value.get("topic", "")],
        )
        assert (wrong, catalogue_forms.value_of(Kind.SERVICE, typed, value)) == ({}, value), key


def test_what_is_left_empty_is_left_out_and_spanish_stands_for_both() -> None:
    typed, wrong = check(links="Mapa https://a.example", labels_en="Map", words="poda, ramas")
    assert wrong == {}
    value = catalogue_forms.value_of(Kind.SERVICE, typed, None, 4)
    assert (value["ordinal"], value["retired"], "legal" in value, "topic" in value) == (4, False, False, False)
    found = service_of(service_key("agua", "poda"), value)
    assert (found.cost.en, [one.es for one in found.steps], found.words) == (
        "Sin costo", ["Repórtelo", "Espere"], ("poda", "ramas"),
    )  # fmt: skip
    assert (found.links[0].label.en, found.links[0].url) == ("Map", "https://a.example")


def test_each_wrong_field_has_its_reason() -> None:
    for typed, wrong in (
        ({"name_es": " "}, {"name_es": "required"}),
        ({"name_es": "x" * 161}, {"name_es": "too_long"}),
        ({"steps_es": " \n "}, {"steps_es": "required"}),
        ({"steps_es": "\n".join("abcdefghijklm")}, {"steps_es": "too_many"}),
        ({"requirements_es": "x" * 301}, {"requirements_es": "line_too_long"}),
        ({"steps_en": "One"}, {"steps_en": "not_as_many"}),
        ({"links": "Mapa"}, {"links": "malformed"}),
        ({"links": "Mapa https://a.example", "labels_en": "One\nTwo"}, {"labels_en": "not_as_many"}),
        ({"words": "a"}, {"words": "malformed"}),
        ({"words": ",".join(f"palabra {one}" for one in range(151))}, {"words": "too_many"}),
        ({"topic": "otro"}, {"topic": "not_there"}),
    ):
        assert check(**typed)[1] == wrong, typed
        assert set(wrong.values()) <= WRONG.keys()
