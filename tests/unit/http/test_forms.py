"""Forms: what is wrong is named by field; what nobody sees is left out."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.http import forms
from audiencia.http.forms import CommandForm, Fields, FollowForm
from audiencia.queue.joining.pages.form_models import JoinForm

VALID = {
    "submission_id": [str(uuid4())],
    "notice_hash": ["abc"],
    "name": ["  Ana  "],
    "matter": ["Luz"],
    "contact": [""],
}


def test_a_whole_form() -> None:
    form, wrong = forms.check(JoinForm, Fields(VALID))
    assert form is not None and not wrong
    assert (form.name, form.matter, form.contact) == ("Ana", "Luz", "")


def test_a_form_with_other_words_is_another_command() -> None:
    sent = {"command_id": [str(uuid4())], "word": ["una"]}
    first, again, other = (
        forms.filled(CommandForm, Fields(one)).command_id for one in (sent, dict(sent), sent | {"word": ["otra"]})
    )
    assert first == again != other


def test_each_wrong_field_with_its_reason() -> None:
    form, wrong = forms.check(
        JoinForm,
        Fields(VALID | {"name": ["  "], "matter": ["x" * 301], "contact": ["y" * 121], "submission_id": ["7"]}),
    )
    assert form is None
    assert wrong == {"name": "required", "matter": "too_long", "contact": "too_long", "submission_id": "malformed"}


@pytest.mark.parametrize("typed", ["", "  ", "722 123 4567", "Ana: ana@example.org", "55 1234 5678 por la tarde"])
def test_a_contact_reaches_somebody_or_is_empty(typed: str) -> None:
    form, _ = forms.check(JoinForm, Fields(VALID | {"contact": [typed]}))
    assert form is not None and form.contact == typed.strip()


@pytest.mark.parametrize("typed", ["no tengo", "ana arroba example.org", "ext. 123", "la casa azul 14"])
def test_a_contact_that_reaches_nobody_is_refused(typed: str) -> None:
    assert forms.check(JoinForm, Fields(VALID | {"contact": [typed]}))[1] == {"contact": "malformed"}


def test_missing_fields() -> None:
    assert forms.check(FollowForm, Fields({}))[1] == {"folio": "required", "pin": "required"}


@given(st.dictionaries(st.sampled_from(["folio", "pin", "x"]), st.lists(st.text(), min_size=1, max_size=2)))
def test_any_input_is_a_form_or_names_fields(values: dict[str, list[str]]) -> None:
    form, wrong = forms.check(FollowForm, Fields(values))
    assert (form is None) == bool(wrong)
    assert set(wrong) <= {"folio", "pin"}


@given(st.text())
def test_nothing_invisible_is_kept(text: str) -> None:
    cleaned = forms.clean_text(text)
    assert all(char == "\n" or char.isprintable() for char in cleaned)


def test_line_ends_and_spaces() -> None:
    assert forms.clean_text("a\r\nb\rc\td\u00a0e\u202ef\x00g") == "a\nb\nc d ef" + "g"


def test_boxes() -> None:
    fields = Fields({"read_notice": ["yes"], "other": ["on"], "adjustment": ["a", "b"]})
    assert fields.ticked("read_notice") and not fields.ticked("other") and not fields.ticked("none")
    assert fields.all("adjustment") == ["a", "b"] and fields.get("none") == ""


def test_a_director_to_ask_for() -> None:
    for typed, found in (("", None), ("7", 7)):
        form, _ = forms.check(JoinForm, Fields(VALID | {"wanted_director": [typed]}))
        assert form is not None and form.wanted_director == found
    for typed in ("0", "x", str(2**31)):
        assert forms.check(JoinForm, Fields(VALID | {"wanted_director": [typed]}))[1] == {
            "wanted_director": "malformed"
        }
