"""The forms of live content: which fields each kind has, and the value that a filled-in form says. Pure."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from audiencia.catalogue import ORDINAL, RETIRED, Key, Kind, Value
from audiencia.marked import N_
from audiencia.pages.forms import Fields

MOST = 40
"""Characters of a slug."""


@dataclass(frozen=True, slots=True)
class FieldOf:
    """One field. `as_a`: text, area, date, time, check, or department (one of the list, or none). `new`: only for new ones."""

    name: str
    label: str
    most: int = 120
    required: bool = True
    as_a: str = "text"
    new: bool = False
    hint: str = ""


_ENGLISH = N_("The same in English")
_ENGLISH_HINT = N_("If it is empty, the Spanish text is shown.")
FIELDS: Mapping[Kind, tuple[FieldOf, ...]] = {
    Kind.DEPARTMENT: (
        FieldOf("name_es", N_("Name of the department")),
        FieldOf("name_en", _ENGLISH, required=False, hint=_ENGLISH_HINT),
        FieldOf("summary_es", N_("What it attends, in one line"), most=400),
        FieldOf("summary_en", _ENGLISH, most=400, required=False, hint=_ENGLISH_HINT),
        FieldOf(
            "prefix", N_("Letters of its numbers"), most=3, new=True, hint=N_("Two or three capitals, as in OP-017.")
        ),
        FieldOf("topic_es", N_("Its first topic"), new=True),
        FieldOf("topic_en", _ENGLISH, required=False, new=True, hint=_ENGLISH_HINT),
    ),
    Kind.TOPIC: (
        FieldOf("name_es", N_("Name of the topic"), hint=N_("In the words of the people who come.")),
        FieldOf("name_en", _ENGLISH, required=False, hint=_ENGLISH_HINT),
    ),
    Kind.HOLIDAY: (
        FieldOf("day", N_("Day"), as_a="date", new=True),
        FieldOf("name", N_("Why nobody works on it"), hint=N_("People read it where a term is counted.")),
    ),
    Kind.OPENING: (
        FieldOf("day", N_("Day"), as_a="date", new=True),
        FieldOf("closed", N_("No audience on this day"), as_a="check", required=False),
        FieldOf("lobby", N_("People take numbers from"), as_a="time", required=False),
        FieldOf("opens", N_("They are attended from"), as_a="time", required=False),
        FieldOf("closes", N_("Until"), as_a="time", required=False),
        FieldOf("why_es", N_("Why")),
        FieldOf("why_en", _ENGLISH, required=False, hint=_ENGLISH_HINT),
    ),
    Kind.NOTE_TEMPLATE: (
        FieldOf("label", N_("Name in the list")),
        FieldOf("text", N_("Text of the note"), most=2000, as_a="area"),
        FieldOf("department", N_("For which department"), as_a="department", required=False),
    ),
    Kind.STEP_TEMPLATE: (
        FieldOf("label", N_("Name in the list")),
        FieldOf("step", N_("What the person does next"), most=300),
        FieldOf("requirement", N_("What to bring"), most=200, required=False),
        FieldOf("cost", N_("What it costs"), most=200, required=False),
        FieldOf("place", N_("Where"), most=200, required=False),
        FieldOf("department", N_("For which department"), as_a="department", required=False),
    ),
}
TIMES = ("lobby", "opens", "closes")
Wrong = dict[str, str]


def check(kind: Kind, fields: Fields, *, new: bool) -> tuple[dict[str, str], Wrong]:
    """What was typed, by field, and which fields are wrong: `required`, `too_long` or `malformed`."""
    typed: dict[str, str] = {}
    wrong: Wrong = {}
    for one in FIELDS[kind]:
        if one.new and not new:
            continue
        text = fields.get(one.name).strip()
        text = text if one.as_a == "area" else " ".join(text.split())
        typed[one.name] = text
        if not text:
            wrong |= {one.name: "required"} if one.required else {}
        elif len(text) > one.most:
            wrong[one.name] = "too_long"
        elif not _FORMS.get(one.as_a, _anything)(text):
            wrong[one.name] = "malformed"
    if kind is Kind.OPENING:
        wrong |= _hours(typed, wrong)
    if kind is Kind.DEPARTMENT and new:
        typed["prefix"] = typed["prefix"].upper()
        if "prefix" not in wrong and not re.fullmatch(r"[A-Z]{2,3}", typed["prefix"]):
            wrong["prefix"] = "malformed"
    return typed, wrong


def _hours(typed: Mapping[str, str], wrong: Wrong) -> Wrong:
    """Hours are needed, in their order, unless there is no audience."""
    if typed["closed"]:
        return {}
    missing: Wrong = {one: "required" for one in TIMES if not typed[one]}
    if missing or any(one in wrong for one in TIMES):
        return missing
    lobby, opens, closes = (time.fromisoformat(typed[one]) for one in TIMES)
    return {} if lobby <= opens < closes else {"closes": "malformed"}


def _anything(text: str) -> bool:
    return bool(text)


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)) and _is(date.fromisoformat, text)


def _is_time(text: str) -> bool:
    return bool(re.fullmatch(r"\d{2}:\d{2}", text)) and _is(time.fromisoformat, text)


def _is(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_FORMS: Mapping[str, Callable[[str], bool]] = {"date": _is_day, "time": _is_time}


def value_of(kind: Kind, typed: Mapping[str, str], before: Value | None, ordinal: int = 0) -> Value:
    """The value that the form says. What the form has no field for stays as it was."""
    kept = {RETIRED: False, ORDINAL: ordinal} if before is None else dict(before)
    if kind is Kind.HOLIDAY:
        return {"name": typed["name"]}
    if kind is Kind.OPENING:
        hours: dict[str, Any] = {"closed": True} if typed["closed"] else {one: f"{typed[one]}:00" for one in TIMES}
        return {"why": bilingual(typed, "why"), "closed": False, **hours}
    if kind is Kind.TOPIC:
        return {**kept, "name": bilingual(typed, "name")}
    if kind is Kind.DEPARTMENT:
        named = {"name": bilingual(typed, "name"), "summary": bilingual(typed, "summary")}
        return {**kept, **named} | ({"prefix": typed["prefix"]} if before is None else {})
    kept.pop(ORDINAL, None)
    return {**kept, **typed, "department": typed["department"] or None}


def bilingual(typed: Mapping[str, str], name: str) -> dict[str, str]:
    """Both languages; the Spanish text for both where the English one is empty."""
    return {"es": typed[f"{name}_es"], "en": typed[f"{name}_en"] or typed[f"{name}_es"]}


def typed_of(kind: Kind, value: Value) -> dict[str, str]:
    """What the form of this object shows at first."""
    shown: dict[str, str] = {}
    for one in FIELDS[kind]:
        name, _, language = one.name.rpartition("_")
        if language in ("es", "en") and name in value:
            text = value[name]
            same = language == "en" and text["en"] == text["es"]
            shown[one.name] = "" if same else text[language]
        elif one.as_a == "check":
            shown[one.name] = "yes" if value.get(one.name) else ""
        else:
            shown[one.name] = (value.get(one.name) or "")[: 5 if one.as_a == "time" else None]
    return shown


def slug_of(name: str, taken: Collection[str], joint: str = "-") -> str:
    """A slug of the words of a name that nothing else has: `Baches y pavimento` is `baches-y-pavimento`, then `...-2`."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", joint, plain).strip(joint)
    found = words if words[:1].isalpha() else f"n{joint}{words}".strip(joint)
    found = found[: MOST - 4].strip(joint)
    numbers = (found if n == 1 else f"{found}{joint}{n}" for n in range(1, len(taken) + 2))
    return next(one for one in numbers if one not in taken)


def new_key(kind: Kind, typed: Mapping[str, str], department: str, known: Collection[Key]) -> Key:
    """The key of a new object. Days are their own key; the rest is called by its Spanish name."""
    if kind in (Kind.HOLIDAY, Kind.OPENING):
        return Key(kind, typed["day"])
    if kind is Kind.TOPIC:
        taken = {one.slug for one in known if one.kind is kind and one.department == department}
        return Key(kind, f"{department}/{slug_of(typed['name_es'], taken)}")
    taken = {one.name for one in known if one.kind is kind}
    if kind is Kind.DEPARTMENT:
        return Key(kind, slug_of(typed["name_es"], taken))
    return Key(kind, slug_of(typed["label"], taken, "_"))
