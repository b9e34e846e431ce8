"""Writes the field tables of `docs/protocol_fields.md` from the pydantic messages.

python -m tools.protocol_tables            writes names, types and order of the fields anew; keeps the meanings beside them
python -m tools.protocol_tables --check    says whether the document is current, for the checks; changes nothing
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from audiencia.queue.domain.kinds import QueueState
from audiencia.signaling import messages_out
from audiencia.signaling.messages_out import RoomState, SessionState, TicketState
from tools.protocol_types import MAPS, Events, Schema

TARGET = Path(__file__).parent.parent / "docs" / "protocol_fields.md"
HEADER = """# Fields of the messages

Names and types are written by `python -m tools.protocol_tables` from `audiencia/signaling/messages_in/` and
`audiencia/signaling/messages_out/`; meanings are edited here. Rules of behaviour: [protocol.md](protocol.md).

*optional*: may be left out. *slug*: `a` to `z`, digits, `_` and `-`, 1 to 64 characters. *time* and *date*: ISO 8601, times in UTC.
Every command carries `command_id`; where a row names `version` without a meaning, it is the one of the view.
"""
STATES = {
    frozenset(get_args(kind)): f"[{name} state](protocol.md#9-states)"
    for kind, name in ((TicketState, "ticket"), (RoomState, "room"), (SessionState, "session"), (QueueState, "queue"))
}
FORMATS = {"uuid": "UUID", "date-time": "time", "date": "date"}
RESULTS = (
    messages_out.Ack,
    messages_out.MediaAnswer,
    messages_out.DeviceCodeOut,
    messages_out.CaseOut,
    messages_out.WaitingPart,
    messages_out.MovePreview,
)
Meanings = Mapping[tuple[str, str], str]


def type_of(schema: Schema) -> str:
    """The type of one field in words."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[1]
        return "[error code](protocol_errors.md)" if name == "Code" else f"`{name}`"
    if "anyOf" in schema:
        return " or ".join(type_of(each) for each in schema["anyOf"])
    if "enum" in schema:
        return STATES.get(frozenset(schema["enum"])) or ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    match schema.get("type"):
        case "string":
            return _string(schema)
        case "integer":
            return "int" + _between(schema.get("minimum"), schema.get("maximum"))
        case "array":
            return f"list of {type_of(schema['items'])}" + _between(schema.get("minItems"), schema.get("maxItems"))
        case "object":
            values = schema.get("additionalProperties")
            return f"object of {type_of(values)}" if isinstance(values, Mapping) else "object"
    return {"boolean": "bool", "null": "null", "number": "number"}[str(schema.get("type"))]


def _string(schema: Schema) -> str:
    if "format" in schema:
        return FORMATS[schema["format"]]
    if "pattern" in schema:
        return "slug"
    return "string" + _between(schema.get("minLength"), schema.get("maxLength"))


def _between(least: int | None, most: int | None) -> str:
    """Bounds as `, 1..300`; those of the storage (0 or 1 and 2**31 - 1) are not worth a word."""
    if most is None or most == 2**31 - 1:
        return ""
    return f", {least}..{most:,}" if least else f", at most {most:,}"


def fields_of(model: type[BaseModel], *, said: bool) -> list[tuple[str, str]]:
    """Name and type of each field. `said`: by clients, who may leave out what has a default."""
    schema = model.model_json_schema(mode="validation" if said else "serialization")
    needed = schema.get("required", ()) if said else schema.get("properties", ())
    return [
        (name, type_of(each) + ("" if name in needed else ", optional"))
        for name, each in schema.get("properties", {}).items()
    ]


def section(model: type[BaseModel], meanings: Meanings, *, said: bool) -> str:
    """Heading, what the message is, and the table of its fields."""
    rows = "".join(
        f"| `{name}` | {kind} | {meanings.get((model.__name__, name), '')} |\n".replace("|  |", "| |")
        for name, kind in fields_of(model, said=said)
    )
    intro = f"\n{about}\n" if (about := summary(model)) else ""
    return f"### `{model.__name__}`\n{intro}\n| field | type | meaning |\n|---|---|---|\n{rows}"


def summary(model: type[BaseModel]) -> str:
    """The first sentence of the model's docstring."""
    text = " ".join((model.__doc__ or "").split())
    found = re.match(r".+?[.?!](?= |$)", text)
    return found[0] if found else text


def is_bare(model: type[BaseModel]) -> bool:
    """Whether it carries nothing but the identifiers of every command."""
    return set(model.model_fields) <= {"command_id", "version"}


def bare_table(models: list[type[BaseModel]]) -> str:
    """One table for all messages that have no fields of their own."""
    rows = "".join(
        f"| `{model.__name__}` | {', '.join(f'`{name}`' for name in model.model_fields) or 'none'} | {summary(model)} |\n"
        for model in models
    )
    return f"| message | fields | meaning |\n|---|---|---|\n{rows}"


def with_parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The message and those that its fields hold, depth first."""
    yield model
    model.model_rebuild()  # annotations may name models that are defined after it
    for each in model.model_fields.values():
        for part in _models_in(each.annotation):
            yield from with_parts(part)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def chapter(title: str, events: Events, seen: set[type[BaseModel]], meanings: Meanings, *, said: bool) -> str:
    """All messages of one direction of one namespace that no earlier chapter has."""
    models = [part for model in events.values() for part in with_parts(model)]
    new = [model for model in dict.fromkeys(models) if model not in seen]
    seen.update(new)
    bare = [model for model in new if said and is_bare(model)]
    sections = [section(model, meanings, said=said) for model in new if model not in bare]
    return "\n".join([f"## {title}\n", *([bare_table(bare)] if bare else []), *sections])


def generate(meanings: Meanings) -> str:
    """The whole text of the document."""
    seen: set[type[BaseModel]] = set()
    results = {model.__name__: model for model in RESULTS}
    chapters = [chapter("Acknowledgements", results, seen, meanings, said=False)]
    for name, (says, hears) in MAPS.items():
        chapters.append(chapter(f"{name}: what clients say", says, seen, meanings, said=True))
        chapters.append(chapter(f"{name}: what the server says", hears, seen, meanings, said=False))
    return "\n".join([HEADER, *chapters])


def meanings_in(text: str) -> dict[tuple[str, str], str]:
    """The third column of every table, by message and field."""
    found = {}
    for name, body in re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL):
        for field, meaning in re.findall(r"^\| `(\w+)` \| .*? \|(.*)\|$", body, re.MULTILINE):
            found[name, field] = meaning.strip()
    return found


def main(arguments: list[str]) -> int:
    """Exit code 1 when `--check` finds the document stale."""
    present = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    text = generate(meanings_in(present))
    if "--check" not in arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if present == text:
        return 0
    print("docs/protocol_fields.md is stale: run python -m tools.protocol_tables", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
