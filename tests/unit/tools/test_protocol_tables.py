"""Tables of fields: types in words, meanings kept, and the document in the repository current."""

import pytest
from pydantic import BaseModel

from audiencia.signaling.messages_in import MessageIn, Postpone, SayReady
from audiencia.signaling.messages_out import CitizenView, HistoryOut
from tools.protocol_tables import fields_of, generate, is_bare, main, meanings_in, summary, type_of, with_parts


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "format": "date-time"}, "time"),
        ({"type": "string", "minLength": 1, "maxLength": 48000}, "string, 1..48,000"),
        ({"type": "string", "maxLength": 300}, "string, at most 300"),
        ({"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, "int"),
        ({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 20}, {"type": "null"}]}, "int, 1..20 or null"),
        ({"enum": ["a", "b"]}, "`a`, `b`"),
        ({"type": "array", "items": {"$ref": "#/$defs/HistoryOut"}}, "list of `HistoryOut`"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "object of string"),
        ({"type": "object", "additionalProperties": True}, "object"),
    ],
)
def test_each_kind_of_schema_has_its_words(schema: dict[str, object], expected: str) -> None:
    assert type_of(schema) == expected


def test_what_clients_may_leave_out_is_optional() -> None:
    assert dict(fields_of(Postpone, said=True))["let_pass"] == "int, 1..20 or null, optional"
    assert dict(fields_of(Postpone, said=True))["version"] == "int"


def test_a_message_without_fields_of_its_own_is_bare() -> None:
    assert is_bare(SayReady)
    assert not is_bare(Postpone)


def test_parts_follow_the_message_that_holds_them() -> None:
    assert next(iter(with_parts(CitizenView))) is CitizenView
    assert HistoryOut in with_parts(CitizenView)


def test_the_first_sentence_says_what_a_message_is() -> None:
    class Thing(BaseModel):
        """What it is. And more
        about it."""

    assert summary(Thing) == "What it is."
    assert summary(MessageIn).endswith(".")


def test_meanings_survive_and_those_of_fields_that_are_gone_do_not() -> None:
    meanings = meanings_in(generate({("HistoryOut", "text"): "the own one", ("HistoryOut", "gone"): "x"}))
    assert meanings["HistoryOut", "text"] == "the own one"
    assert ("HistoryOut", "gone") not in meanings


def test_the_document_in_the_repository_is_current() -> None:
    assert main(["--check"]) == 0
