"""The forms of live content: what is wrong in one, and the value that it says. Pure."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from audiencia.administration.pages.content_fields import BOXES, FIELDS, NUMBERS, OFFICE, FieldOf
from audiencia.http.forms import Fields
from audiencia.settings.live.catalogue import ORDINAL, RETIRED, Key, Kind, Value

MOST = 40
"""Characters of a slug."""
TIMES = ("lobby", "opens", "closes")
Wrong = dict[str, str]


def check(kind: Kind, fields: Fields, *, new: bool) -> tuple[dict[str, str], Wrong]:
    """What was typed, by field, and which fields are wrong with a reason of `content_words.WRONG`."""
    typed, wrong = checked([one for one in FIELDS[kind] if new or not one.new], fields)
    if kind is Kind.OPENING:
        wrong |= _hours(typed, wrong)
    if kind is Kind.ANNOUNCEMENT and not wrong and typed["begins"] and typed["begins"][:16] >= typed["until"][:16]:
        wrong["until"] = "before_it_begins"
    if kind is Kind.DEPARTMENT:
        wrong |= _goes_together(typed)
    if kind is Kind.DEPARTMENT and new:
        typed["prefix"] = typed["prefix"].upper()
        if "prefix" not in wrong and not re.fullmatch(r"[A-Z]{2,3}", typed["prefix"]):
            wrong["prefix"] = "malformed"
    return typed, wrong


def checked(listed: Iterable[FieldOf], fields: Fields) -> tuple[dict[str, str], Wrong]:
    """Each field for itself."""
    typed: dict[str, str] = {}
    wrong: Wrong = {}
    for one in listed:
        text = fields.get(one.name).strip()
        typed[one.name] = text = text if one.as_a in ("area", "lines") else " ".join(text.split())
        why = _fault(one, text)
        if why:
            wrong[one.name] = why
    return typed, wrong


def _fault(one: FieldOf, text: str) -> str:
    if not text:
        return "required" if one.required else ""
    if one.as_a in ("number", "minutes"):
        return "" if _is_number(one, text) else "out_of_range"
    if len(text) > one.most:
        return "too_long"
    return "" if _FORMS.get(one.as_a, _anything)(text) else "malformed"


def _is_number(one: FieldOf, text: str) -> bool:
    form = r"\d{1,5}" if one.as_a == "number" else r"\d{1,3}([.,]\d)?"
    return bool(re.fullmatch(form, text, re.ASCII)) and one.least <= _number(text) <= one.most


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _goes_together(typed: Mapping[str, str]) -> Wrong:
    """What the rules of a department ask for (`municipality.Municipality`), by field."""
    wrong: Wrong = {}
    if typed["carried_over_times"] and not typed["by_rule"]:
        wrong["carried_over_times"] = "by_rule_alone"
    if typed["by_rule"] and typed["ask_for_director"]:
        wrong["ask_for_director"] = "nobody_chooses"
    if any(typed[one] for one in OFFICE):
        wrong |= {one: "required" for one in OFFICE if not typed[one]}
    return wrong


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


def _is_mail(text: str) -> bool:
    return bool(re.fullmatch(r"[^@\s<>,;\"]{1,64}@[A-Za-z0-9.-]{1,253}", text))


def _is_time(text: str) -> bool:
    return bool(re.fullmatch(r"\d{2}:\d{2}", text)) and _is(time.fromisoformat, text)


def _is_moment(text: str) -> bool:
    """As browsers write the day and time of a clock."""
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", text, re.ASCII)) and _is(
        datetime.fromisoformat, text
    )


def _is(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_FORMS: Mapping[str, Callable[[str], bool]] = {
    "date": _is_day,
    "time": _is_time,
    "moment": _is_moment,
    "mail": _is_mail,
}


def value_of(kind: Kind, typed: Mapping[str, str], before: Value | None, ordinal: int = 0) -> Value:
    """The value that the form says. What the form has no field for stays as it was."""
    kept = {RETIRED: False, ORDINAL: ordinal} if before is None else dict(before)
    if kind is Kind.HOLIDAY:
        return {"name": typed["name"]}
    if kind is Kind.OPENING:
        hours: dict[str, Any] = {"closed": True} if typed["closed"] else {one: f"{typed[one]}:00" for one in TIMES}
        return {"why": bilingual(typed, "why"), "closed": False, **hours}
    if kind is Kind.ANNOUNCEMENT:
        period = {one: typed[one][:16] or None for one in ("begins", "until")}
        said = {"text": bilingual(typed, "text"), "department": typed["department"] or None}
        return {**said, **period, RETIRED: kept[RETIRED]}
    if kind is Kind.TOPIC:
        to = {"to": typed["to"]} if typed["to"] else {}
        return {**_without(kept, "to"), "name": bilingual(typed, "name"), **to}
    if kind is Kind.DEPARTMENT:
        named: dict[str, Any] = {"name": bilingual(typed, "name"), "summary": bilingual(typed, "summary")}
        named |= _more(typed) | ({"prefix": typed["prefix"]} if before is None else {})
        return {**_without(kept, *NUMBERS, *BOXES, "handle_minutes", "mail", "office"), **named}
    kept.pop(ORDINAL, None)
    return {**kept, **typed, "department": typed["department"] or None}


def _without(value: Value, *names: str) -> dict[str, Any]:
    return {name: of for name, of in value.items() if name not in names}


def _more(typed: Mapping[str, str]) -> dict[str, Any]:
    """What a department says beside its names; what is empty is as in all departments."""
    found: dict[str, Any] = {one: int(typed[one]) for one in NUMBERS if typed[one]}
    found |= {one: True for one in BOXES if typed[one]}
    if typed["handle_minutes"]:
        found["handle_minutes"] = _number(typed["handle_minutes"])
    if typed["mail"]:
        found["mail"] = typed["mail"]
    if typed["office_phone"]:
        found["office"] = {
            "address": bilingual(typed, "office_address"),
            "hours": bilingual(typed, "office_hours"),
            "phone": typed["office_phone"],
        }
    return found


def bilingual(typed: Mapping[str, str], name: str) -> dict[str, str]:
    """Both languages; the Spanish text for both where the English one is empty."""
    return {"es": typed[f"{name}_es"], "en": typed[f"{name}_en"] or typed[f"{name}_es"]}


def typed_of(kind: Kind, value: Value) -> dict[str, str]:
    """What the form of this object shows at first."""
    shown: dict[str, str] = {}
    office = value.get("office") or {}
    value = {**value, **{f"office_{name}": of for name, of in office.items()}}
    for one in FIELDS[kind]:
        name, _, language = one.name.rpartition("_")
        if language in ("es", "en") and name in value:
            text = value[name]
            same = language == "en" and text["en"] == text["es"]
            shown[one.name] = "" if same else text[language]
        elif one.as_a == "check":
            shown[one.name] = "yes" if value.get(one.name) else ""
        elif one.as_a in ("number", "minutes"):
            shown[one.name] = "" if value.get(one.name) is None else f"{value[one.name]:g}"
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
    if kind in (Kind.DEPARTMENT, Kind.ANNOUNCEMENT):
        return Key(kind, slug_of(typed["name_es" if kind is Kind.DEPARTMENT else "text_es"], taken))
    return Key(kind, slug_of(typed["label"], taken, "_"))
