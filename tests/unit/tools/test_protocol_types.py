"""The generated TypeScript types: the kinds of schema that our messages use, and that the file is current."""

import pytest

from tools.protocol_types import MAPS, declaration, generate, main, type_of


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "format": "uuid"}, "string"),
        ({"type": "integer", "minimum": 0}, "number"),
        ({"type": "boolean"}, "boolean"),
        ({"$ref": "#/$defs/HistoryOut"}, "HistoryOut"),
        ({"const": "open"}, '"open"'),
        ({"enum": ["a", "b"]}, '"a" | "b"'),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null"),
        ({"type": "array", "items": {"$ref": "#/$defs/HistoryOut"}}, "HistoryOut[]"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, '("a" | "b")[]'),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "Record<string, string>"),
        ({"type": "object", "additionalProperties": True}, "Record<string, unknown>"),
        ({}, "unknown"),
    ],
)
def test_each_kind_of_schema_has_its_type(schema: dict[str, object], expected: str) -> None:
    assert type_of(schema) == expected


def test_a_schema_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no TypeScript type"):
        type_of({"type": "tuple"})


def test_fields_with_a_default_are_optional_and_docstrings_become_comments() -> None:
    schema = {
        "type": "object",
        "description": "A thing.",
        "required": ["a"],
        "properties": {"a": {"type": "string"}, "b": {"type": "null"}},
    }
    assert (
        declaration("Thing", schema)
        == "/**\n * A thing.\n */\nexport interface Thing {\n  a: string;\n  b?: null;\n}\n"
    )


def test_every_event_of_every_namespace_is_in_the_maps() -> None:
    text = generate()
    for says, hears in MAPS.values():
        for event, model in {**says, **hears}.items():
            assert f"  {event}: {model.__name__};\n" in text
            assert f"export interface {model.__name__} {{" in text


def test_the_file_in_the_repository_is_current() -> None:
    assert main(["--check"]) == 0
