"""The forms of the catalogue: what is wrong in one, and the value that it says, by the table of `catalogue_fields`. Pure."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, time
from typing import Any

from audiencia.administration.pages.catalogue_fields import FIELDS, OFFICE, FieldOf
from audiencia.core.texts import MAIL, PREFIX
from audiencia.http import query
from audiencia.http.forms import Fields
from audiencia.http.staff_pages.listing import plain
from audiencia.settings import service_text
from audiencia.settings.catalogue import DAYS, ORDINAL, RETIRED, Kind, Value
from audiencia.settings.document import What
from audiencia.settings.service_text import LONGEST, lines_of, words_of

MOST = 40  # Characters of a slug.
TIMES = ("lobby", "opens", "closes")
PLACED = frozenset({Kind.DEPARTMENT, Kind.TOPIC, Kind.SERVICE})  # Those that have a place in their list.
LONG = ("area", "lines", "links", "words")
Typed = Mapping[str, str]
Wrong = dict[str, str]


def check(
    kind: Kind, fields: Fields, now: datetime, *, new: bool, topics: Collection[str] = ()
) -> tuple[dict[str, str], Wrong]:
    """What was typed, by field, and which fields are wrong with a reason of `catalogue_words.WRONG`. `topics`: of the department of
    a service. `now` as the municipality's clocks say it."""
    typed: dict[str, str] = {}
    wrong: Wrong = {}
    listed = [one for one in FIELDS[kind] if new or not one.new]
    for one in listed:
        text = fields.get(one.name).strip()
        typed[one.name] = text if one.as_a in LONG else " ".join(text.split())
        wrong |= _fault(one, typed[one.name], topics)
    for one in listed:
        if one.as_a == "lines" and one.spanish:
            wrong |= _english_lines(one, typed)
    return typed, wrong | (_RULES[kind](typed, wrong, now) if kind in _RULES else {})


def _fault(one: FieldOf, text: str, topics: Collection[str]) -> Wrong:
    if not text:
        return {one.name: "required"} if one.required else {}
    if one.as_a in ("number", "minutes"):
        why = "" if _is_number(one, text) else "out_of_range"
    elif one.lines and len(lines_of(text)) > one.lines:
        why = "too_many"
    elif one.as_a == "links" and not all(map(service_text.link_of, lines_of(text))):
        why = "malformed"
    elif one.as_a == "lines" and any(len(line) > LONGEST for line in lines_of(text)):
        why = "line_too_long"
    elif one.as_a == "topic":
        why = "" if text in topics else "not_there"
    elif one.as_a == "words" and len(words_of(text)) > service_text.MOST_WORDS:
        why = "too_many"
    elif len(text) > one.most:
        why = "too_long"
    else:
        why = "" if _is_well_formed(one, text) else "malformed"
    return {one.name: why} if why else {}


def _is_number(one: FieldOf, text: str) -> bool:
    form = r"\d{1,5}" if one.as_a == "number" else r"\d{1,3}([.,]\d)?"
    return bool(re.fullmatch(form, text, re.ASCII)) and one.least <= _number(text) <= one.most


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _moment(text: str) -> datetime:
    """A moment of the years 2000 to 2199: at the ends of the calendar `datetime` overflows in another time zone. Raises `ValueError`."""
    query.day(text[:10])
    return datetime.fromisoformat(text)


_FORMS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "date": (r"\d{4}-\d{2}-\d{2}", query.day),
    "time": (r"\d{2}:\d{2}", time.fromisoformat),
    "moment": (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", _moment),  # as browsers write it
    "mail": (MAIL.pattern, str),
    "url": (service_text.URL.pattern, str),
    "document_kind": ("|".join(What), str),
}


def _is_well_formed(one: FieldOf, text: str) -> bool:
    if one.as_a == "words":
        return all(map(service_text.is_word, words_of(text)))
    pattern, read = _FORMS.get(one.as_a, (r"(?s:.)+", str))
    try:
        return bool(re.fullmatch(pattern, text, re.ASCII) and read(text))
    except ValueError:
        return False


def _english_lines(one: FieldOf, typed: Typed) -> Wrong:
    there = lines_of(typed[one.name])
    return {one.name: "not_as_many"} if there and len(there) != len(lines_of(typed[one.spanish])) else {}


def _department_rules(typed: dict[str, str], wrong: Wrong, _now: datetime) -> Wrong:
    """What the rules of a department ask for (`municipality.Municipality`)."""
    found: Wrong = {}
    if typed["carried_over_times"] and not typed["by_rule"]:
        found["carried_over_times"] = "by_rule_alone"
    if typed["by_rule"] and typed["ask_for_director"]:
        found["ask_for_director"] = "nobody_chooses"
    if any(typed[one] for one in OFFICE):
        found |= {one: "required" for one in OFFICE if not typed[one]}
    if "prefix" in typed:
        typed["prefix"] = typed["prefix"].upper()
        if "prefix" not in wrong and not PREFIX.fullmatch(typed["prefix"]):
            found["prefix"] = "malformed"
    return found


def _opening_rules(typed: dict[str, str], wrong: Wrong, _now: datetime) -> Wrong:
    """Hours are needed, in their order, unless there is no audience."""
    if typed["closed"]:
        return {}
    missing: Wrong = {one: "required" for one in TIMES if not typed[one]}
    if missing or any(one in wrong for one in TIMES):
        return missing
    lobby, opens, closes = (time.fromisoformat(typed[one]) for one in TIMES)
    return {} if lobby <= opens < closes else {"closes": "malformed"}


def _announcement_rules(typed: dict[str, str], wrong: Wrong, now: datetime) -> Wrong:
    """Checks that an announcement ends after it begins, and later than now."""
    if "until" in wrong:
        return {}
    if _is_past(typed["until"], now):
        return {"until": "over"}
    late = not wrong and typed["begins"] and typed["begins"][:16] >= typed["until"][:16]
    return {"until": "before_it_begins"} if late else {}


def _document_rules(typed: dict[str, str], wrong: Wrong, now: datetime) -> Wrong:
    """Checks that a call ends, and that what ends does so later than now."""
    if "until" in wrong:
        return {}
    if not typed["until"]:
        return {"until": "required"} if typed["what"] == What.CALL else {}
    return {"until": "over"} if _is_past(typed["until"], now) else {}


def _is_past(moment: str, now: datetime) -> bool:
    return datetime.fromisoformat(moment[:16]) <= now


_RULES: Mapping[Kind, Callable[[dict[str, str], Wrong, datetime], Wrong]] = {
    Kind.DEPARTMENT: _department_rules,
    Kind.OPENING: _opening_rules,
    Kind.ANNOUNCEMENT: _announcement_rules,
    Kind.DOCUMENT: _document_rules,
}


def value_of(kind: Kind, typed: Typed, before: Value | None, ordinal: int = 0) -> Value:
    """The value that the form says, which `check` took. What the form has no field for stays as it was."""
    listed = [one for one in FIELDS[kind] if one.name in typed and not one.beside and not one.spanish]
    own = {one.within or one.key for one in listed}
    found: dict[str, Any] = {} if kind in DAYS else {RETIRED: False}
    found |= {ORDINAL: ordinal} if kind in PLACED else {}
    found |= {
        name: of for name, of in (before or {}).items() if name not in own and (name != ORDINAL or kind in PLACED)
    }
    for one in listed:
        skipped = one.as_a == "time" and typed.get("closed")
        said = _read(one, typed) if typed[one.name] and not skipped else one.empty
        if said is not ...:
            (found.setdefault(one.within, {}) if one.within else found)[one.key] = said
    return found


def _read(one: FieldOf, typed: Typed) -> Any:
    """What a field says that is not empty."""
    text, english = typed[one.name], typed.get(one.english, "")
    match one.as_a:
        case "check":
            return True
        case "number":
            return int(text)
        case "minutes":
            return _number(text)
        case "time":
            return f"{text}:00"
        case "moment":
            return text[:16]
        case "words":
            return words_of(text)
        case "lines":
            return service_text.both(lines_of(text), lines_of(english))
        case "links":
            links = [one for one in map(service_text.link_of, lines_of(text)) if one]
            labels = service_text.both([label for label, _ in links], lines_of(english))
            return [{"label": label, "url": url} for label, (_, url) in zip(labels, links, strict=True)]
        case _:
            return {"es": text, "en": english or text} if one.english else text


def typed_of(kind: Kind, value: Value) -> dict[str, str]:
    """What the form of this object shows at first; nothing in English where it is the same."""
    shown: dict[str, str] = {}
    for one in FIELDS[kind]:
        said = (value.get(one.within) or {} if one.within else value).get(one.key)
        if one.beside or one.spanish or said is None:
            shown.setdefault(one.name, "")
        elif one.english:
            spanish, english = _show_both(one, said)
            shown |= {one.name: spanish, one.english: english}
        else:
            shown[one.name] = _show(one, said)
    return shown


def _show_both(one: FieldOf, said: Any) -> tuple[str, str]:
    texts = said if isinstance(said, list) else [said]
    labels = [text["label"] if one.as_a == "links" else text for text in texts]
    spanish = [f"{text['label']['es']} {text['url']}" if one.as_a == "links" else text["es"] for text in texts]
    same = all(text["es"] == text["en"] for text in labels)
    return "\n".join(spanish), "" if same else "\n".join(text["en"] for text in labels)


def _show(one: FieldOf, said: Any) -> str:
    match one.as_a:
        case "check":
            return "yes" if said else ""
        case "number" | "minutes":
            return f"{said:g}"
        case "words":
            return ", ".join(said)
        case _:
            return str(said)[: 5 if one.as_a == "time" else None]


def slug_of(name: str, taken: Collection[str], joint: str = "-") -> str:
    """A slug of the words of a name that nothing else has: `Baches y pavimento` is `baches-y-pavimento`, then `...-2`."""
    words = re.sub(r"[^a-z0-9]+", joint, plain(name)).strip(joint)
    found = words if words[:1].isalpha() else f"n{joint}{words}".strip(joint)
    found = found[: MOST - 4].strip(joint)
    numbers = (found if n == 1 else f"{found}{joint}{n}" for n in range(1, len(taken) + 2))
    return next(one for one in numbers if one not in taken)
