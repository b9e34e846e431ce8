"""The form of a department: what it says beside its names, with units, and what does not go together."""

from datetime import datetime

from audiencia.administration.pages import catalogue_forms
from audiencia.administration.pages.catalogue_words import WRONG
from audiencia.http.forms import Fields
from audiencia.settings.catalogue import Kind, entries_of
from audiencia.settings.document import document_of
from tests.support.configuration import configured

NOW = datetime.fromisoformat("2026-03-03T10:00")
ENTRIES = entries_of(configured())
GOOD = {"name_es": "Agua", "summary_es": "Fugas"}


def check(**typed: str) -> tuple[dict[str, str], dict[str, str]]:
    return catalogue_forms.check(
        Kind.DEPARTMENT, Fields({one: [text] for one, text in (GOOD | typed).items()}), NOW, new=False
    )


def test_every_department_and_topic_comes_back_out_of_its_form_as_it_went_in() -> None:
    for key, value in ENTRIES.items():
        if key.kind in (Kind.DEPARTMENT, Kind.TOPIC):
            shown = catalogue_forms.typed_of(key.kind, value)
            typed, wrong = catalogue_forms.check(
                key.kind, Fields({one: [it] for one, it in shown.items()}), NOW, new=False
            )
            assert (wrong, catalogue_forms.value_of(key.kind, typed, value)) == ({}, value), key


def test_numbers_boxes_and_the_office_become_what_the_configuration_says() -> None:
    typed, wrong = check(
        cap="40", handle_minutes="7,5", booked_per_slot="0", ask_for_director="yes", mail="agua@example.mx",
        citizen_kbits="300", office_address_es="Pozo 8", office_hours_es="9 a 18", office_phone="55 0000 0103",
    )  # fmt: skip
    assert wrong == {}
    value = catalogue_forms.value_of(
        Kind.DEPARTMENT, typed, {"prefix": "AG", "ordinal": 2, "retired": False, "cap": 9, "by_rule": True}
    )
    assert {one: value[one] for one in ("cap", "handle_minutes", "booked_per_slot", "ask_for_director", "citizen_kbits", "prefix")} == {
        "cap": 40, "handle_minutes": 7.5, "booked_per_slot": 0, "ask_for_director": True, "citizen_kbits": 300, "prefix": "AG",
    }  # fmt: skip
    assert value["office"]["address"] == {"es": "Pozo 8", "en": "Pozo 8"} and "by_rule" not in value
    assert catalogue_forms.typed_of(Kind.DEPARTMENT, value)["handle_minutes"] == "7.5"


def test_each_wrong_field_has_its_reason() -> None:
    for typed, wrong in (
        ({"cap": "0"}, {"cap": "out_of_range"}),
        ({"cap": "muchas"}, {"cap": "out_of_range"}),
        ({"handle_minutes": "121"}, {"handle_minutes": "out_of_range"}),
        ({"citizen_kbits": "59"}, {"citizen_kbits": "out_of_range"}),
        ({"mail": "agua arroba"}, {"mail": "malformed"}),
        ({"carried_over_times": "3"}, {"carried_over_times": "by_rule_alone"}),
        ({"by_rule": "yes", "ask_for_director": "yes"}, {"ask_for_director": "nobody_chooses"}),
        ({"office_phone": "55"}, {"office_address_es": "required", "office_hours_es": "required"}),
    ):
        assert check(**typed)[1] == wrong, typed
        assert set(wrong.values()) <= WRONG.keys()


DOCUMENT = {"what": "call", "name_es": "Becas", "summary_es": "Para secundaria", "url": "https://example.org/becas.pdf",
            "department": "tesoreria", "until": "2026-03-09T14:00"}  # fmt: skip


def check_document(**typed: str) -> tuple[dict[str, str], dict[str, str]]:
    fields = Fields({one: [text] for one, text in (DOCUMENT | typed).items()})
    return catalogue_forms.check(Kind.DOCUMENT, fields, NOW, new=True)


def test_a_document_comes_back_out_of_its_form_as_it_went_in() -> None:
    for changes in ({}, {"what": "regulation", "department": "", "until": "", "name_en": "Grants"}):
        typed, wrong = check_document(**changes)
        value = catalogue_forms.value_of(Kind.DOCUMENT, typed, None)
        assert wrong == {} and document_of(value).name.en == (changes.get("name_en") or "Becas")
        again, wrong = catalogue_forms.check(
            Kind.DOCUMENT,
            Fields({one: [it] for one, it in catalogue_forms.typed_of(Kind.DOCUMENT, value).items()}),
            NOW,
            new=False,
        )
        assert (wrong, catalogue_forms.value_of(Kind.DOCUMENT, again, value)) == ({}, value)


def test_each_wrong_field_of_a_document_has_its_reason() -> None:
    for typed, wrong in (
        ({"what": ""}, {"what": "required"}),
        ({"what": "poster"}, {"what": "malformed"}),
        ({"url": "http://example.org/a.pdf"}, {"url": "malformed"}),
        ({"url": "https://example.org/a b.pdf"}, {"url": "malformed"}),
        ({"url": f"https://example.org/{'a' * 400}"}, {"url": "too_long"}),
        ({"until": ""}, {"until": "required"}),
        ({"until": "2026-03-03T10:00"}, {"until": "over"}),
        ({"what": "format", "until": "2020-01-01T08:00"}, {"until": "over"}),
        ({"until": "pronto"}, {"until": "malformed"}),
        ({"name_es": " ", "summary_es": ""}, {"name_es": "required", "summary_es": "required"}),
    ):
        assert check_document(**typed)[1] == wrong, typed
