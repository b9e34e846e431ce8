"""Writes `web/src/protocol.ts` from the pydantic messages, so that browser and server cannot drift apart.

python -m tools.protocol_types            writes the file
python -m tools.protocol_types --check    says whether it is current, for the checks; changes nothing
"""

import sys
from collections.abc import Iterable, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from audiencia.signaling import messages_in, messages_out

TARGET = Path(__file__).parent.parent / "web" / "src" / "protocol.ts"
HEADER = "// Made by `python -m tools.protocol_types` from audiencia/signaling/messages_*/. Do not edit.\n"
Schema = Mapping[str, Any]
Events = Mapping[str, type[BaseModel]]

MAPS: dict[str, tuple[Events, Events]] = {
    "Citizen": (messages_in.CITIZEN_EVENTS, messages_out.CITIZEN_OUT),
    "Director": (messages_in.DIRECTOR_EVENTS, messages_out.DIRECTOR_OUT),
    "Relative": (messages_in.RELATIVE_EVENTS, messages_out.RELATIVE_OUT),
    "Assistant": (messages_in.ASSISTANT_EVENTS, messages_out.ASSISTANT_OUT),
    "Moderator": (messages_in.MODERATOR_EVENTS, messages_out.MODERATOR_OUT),
}
"""Namespace, as the TypeScript names begin, to what its clients say and what they hear."""


def type_of(schema: Schema) -> str:
    """The TypeScript type of one JSON schema of the kinds that our models produce; ValueError for any other."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "const" in schema:
        return _literal(schema["const"])
    if "enum" in schema:
        return " | ".join(_literal(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(type_of(each) for each in schema["anyOf"])
    match schema.get("type"):
        case "string":
            return "string"
        case "integer" | "number":
            return "number"
        case "boolean":
            return "boolean"
        case "null":
            return "null"
        case "array":
            return _array(type_of(schema["items"]))
        case "object":
            return _record(schema)
        case None:
            return "unknown"
    raise ValueError(f"no TypeScript type for {schema!r}")


def _literal(value: object) -> str:
    return '"' + str(value) + '"' if isinstance(value, str) else str(value).lower()


def _array(item: str) -> str:
    return f"({item})[]" if "|" in item else f"{item}[]"


def _record(schema: Schema) -> str:
    values = schema.get("additionalProperties", True)
    return f"Record<string, {type_of(values) if isinstance(values, Mapping) else 'unknown'}>"


def declaration(name: str, schema: Schema) -> str:
    """One `interface` or `type`, with the model's docstring as its comment."""
    note = str(schema.get("description", "")).strip()
    comment = (
        "" if not note else "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in note.splitlines()) + " */\n"
    )
    if "properties" not in schema and schema.get("type") != "object":
        return f"{comment}export type {name} = {type_of(schema)};\n"
    required = set(schema.get("required", ()))
    fields = "".join(
        f"  {field}{'' if field in required else '?'}: {type_of(value)};\n"
        for field, value in schema.get("properties", {}).items()
    )
    return f"{comment}export interface {name} {{\n{fields}}}\n"


def declarations(models: Iterable[type[BaseModel]], mode: JsonSchemaMode) -> dict[str, str]:
    """Declarations of the models and of all that they refer to, by name."""
    _, schema = models_json_schema([(model, mode) for model in models], ref_template="#/$defs/{model}")
    return {name: declaration(name, each) for name, each in sorted(schema["$defs"].items())}


def event_map(name: str, events: Events) -> str:
    """Event name to payload, one interface."""
    return (
        f"export interface {name} {{\n"
        + "".join(f"  {event}: {model.__name__};\n" for event, model in events.items())
        + "}\n"
    )


def generate() -> str:
    """The whole text of `protocol.ts`."""
    said = {model for events, _ in MAPS.values() for model in events.values()}
    heard = {model for _, events in MAPS.values() for model in events.values()}
    heard |= {
        messages_out.Ack,
        messages_out.CaseOut,
        messages_out.WaitingPart,
        messages_out.DeviceCodeOut,
        messages_out.MediaAnswer,
        messages_out.MovePreview,
    }
    by_name = attrgetter("__name__")
    parts = declarations(sorted(heard, key=by_name), "serialization")
    parts |= declarations(sorted(said, key=by_name), "validation")
    maps = [
        event_map(f"{prefix}{kind}", events)
        for prefix, both in MAPS.items()
        for kind, events in zip(("Says", "Hears"), both, strict=True)
    ]
    return "\n".join([HEADER, *parts.values(), *maps])


def main(arguments: list[str]) -> int:
    """Exit code 1 when `--check` finds the file stale."""
    text = generate()
    if "--check" not in arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print("web/src/protocol.ts is stale: run python -m tools.protocol_types", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
