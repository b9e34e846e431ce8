"""The form of a service: its fields, what is wrong in it, and the value that it says. Pure."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from audiencia.administration.pages.content_fields import FieldOf
from audiencia.administration.pages.content_forms import Wrong, bilingual, checked
from audiencia.core.gettext_mark import N_
from audiencia.http.forms import Fields
from audiencia.settings import service_text
from audiencia.settings.live.catalogue import AT, ORDINAL, RETIRED, Value
from audiencia.settings.service_text import (
    LONGEST,
    MOST_LINKS,
    MOST_REQUIREMENTS,
    MOST_STEPS,
    MOST_WORDS,
    lines_of,
    words_of,
)

_ENGLISH = N_("If it is empty, the Spanish text is shown.")
_ENGLISH_LINES = N_("As many lines as in Spanish. If it is empty, the Spanish text is shown.")
GROUPS: tuple[tuple[str, tuple[FieldOf, ...]], ...] = (
    (
        N_("What it is"),
        (
            FieldOf("name_es", N_("Name of the service"), 160),
            FieldOf("name_en", N_("Name in English"), 160, required=False, hint=_ENGLISH),
            FieldOf("summary_es", N_("What it is, in one line"), 400),
            FieldOf("summary_en", N_("What it is, in English"), 400, required=False, hint=_ENGLISH),
            FieldOf("who_es", N_("Who may ask for it"), 400),
            FieldOf("who_en", N_("Who may ask for it, in English"), 400, required=False, hint=_ENGLISH),
            FieldOf(
                "words", N_("Words that people look for it by"), 2000, required=False, as_a="area",
                hint=N_("As they say it, between commas: bache, hoyo en la calle."),
            ),
            FieldOf(
                "topic", N_("Topic that it leads to"), as_a="topic", required=False,
                hint=N_("In the audience and in a petition."),
            ),
        ),
    ),
    (
        N_("What it takes"),
        (
            FieldOf(
                "requirements_es", N_("What is needed"), 6500, required=False, as_a="lines", hint=N_("One thing in each line.")
            ),
            FieldOf(
                "requirements_en", N_("What is needed, in English"), 6500, required=False, as_a="lines", hint=_ENGLISH_LINES
            ),
            FieldOf("cost_es", N_("What it costs"), LONGEST),
            FieldOf("cost_en", N_("What it costs, in English"), LONGEST, required=False, hint=_ENGLISH),
            FieldOf("time_es", N_("How long it takes"), 400),
            FieldOf("time_en", N_("How long it takes, in English"), 400, required=False, hint=_ENGLISH),
            FieldOf(
                "place_es", N_("Where"), LONGEST, required=False,
                hint=N_("Only where it is not the department’s office."),
            ),
            FieldOf("place_en", N_("Where, in English"), LONGEST, required=False, hint=_ENGLISH),
            FieldOf(
                "steps_es", N_("Steps"), 4000, as_a="lines",
                hint=N_("One step in each line, in their order. Directors hand them over in a call."),
            ),
            FieldOf("steps_en", N_("Steps, in English"), 4000, required=False, as_a="lines", hint=_ENGLISH_LINES),
        ),
    ),
    (
        N_("More about it"),
        (
            FieldOf(
                "legal_es", N_("Basis in law"), 400, required=False,
                hint=N_("The law and its article, where they are known for sure."),
            ),
            FieldOf("legal_en", N_("Basis in law, in English"), 400, required=False, hint=_ENGLISH),
            FieldOf(
                "links", N_("Useful pages"), 4000, required=False, as_a="lines",
                hint=N_("One in each line: what it is called, and then its address, which begins with https://"),
            ),
            FieldOf(
                "labels_en", N_("What the pages are called, in English"), 4000, required=False, as_a="lines",
                hint=_ENGLISH_LINES,
            ),
        ),
    ),
)  # fmt: skip
FIELDS = tuple(one for _, group in GROUPS for one in group)
TEXTS = ("name", "summary", "who", "cost", "time", "place", "legal")
LISTS: Mapping[str, int] = {"requirements": MOST_REQUIREMENTS, "steps": MOST_STEPS}


def check(fields: Fields, topics: Collection[str]) -> tuple[dict[str, str], Wrong]:
    """What was typed, by field, and which fields are wrong with a reason of `content_words.WRONG`. `topics`: of the department."""
    typed, wrong = checked(FIELDS, fields)
    for name, most in LISTS.items():
        wrong |= _list_wrong(typed, f"{name}_es", f"{name}_en", most, lambda line: "")
    wrong |= _list_wrong(typed, "links", "labels_en", MOST_LINKS, _link_wrong)
    words = words_of(typed["words"])
    if len(words) > MOST_WORDS:
        wrong["words"] = "too_many"
    elif not all(service_text.is_word(one) for one in words):
        wrong["words"] = "malformed"
    if typed["topic"] and typed["topic"] not in topics:
        wrong["topic"] = "malformed"
    return typed, wrong


def _link_wrong(line: str) -> str:
    return "" if service_text.link_of(line) else "malformed"


def _list_wrong(
    typed: Mapping[str, str], spanish: str, english: str, most: int, line_wrong: Callable[[str], str]
) -> Wrong:
    lines, others = lines_of(typed[spanish]), lines_of(typed[english])
    wrong: Wrong = {}
    if len(lines) > most:
        wrong[spanish] = "too_many"
    elif any(map(line_wrong, lines)):
        wrong[spanish] = "malformed"
    elif line_wrong is not _link_wrong and any(len(one) > LONGEST for one in lines):
        wrong[spanish] = "line_too_long"
    if others and len(others) != len(lines):
        wrong[english] = "not_as_many"
    elif any(len(one) > LONGEST for one in others):
        wrong[english] = "line_too_long"
    return wrong


def value_of(typed: Mapping[str, str], before: Value | None, ordinal: int = 0) -> Value:
    """The value that the form says, which `check` took. What is empty is left out."""
    held = {RETIRED: False, ORDINAL: ordinal} if before is None else {RETIRED: False, ORDINAL: 0} | dict(before)
    kept = {name: held[name] for name in (RETIRED, ORDINAL, AT) if name in held}
    found: dict[str, Any] = {one: bilingual(typed, one) for one in TEXTS if typed[f"{one}_es"]}
    for name in LISTS:
        lines = lines_of(typed[f"{name}_es"])
        if lines:
            found[name] = service_text.both(lines, lines_of(typed[f"{name}_en"]))
    links = [one for one in map(service_text.link_of, lines_of(typed["links"])) if one]
    if links:
        labels = service_text.both([label for label, _ in links], lines_of(typed["labels_en"]))
        found["links"] = [{"label": label, "url": url} for label, (_, url) in zip(labels, links, strict=True)]
    if typed["words"]:
        found["words"] = words_of(typed["words"])
    if typed["topic"]:
        found["topic"] = typed["topic"]
    return {**found, **kept}


def typed_of(value: Value) -> dict[str, str]:
    """What the form of this service shows at first."""
    shown = {one.name: "" for one in FIELDS} | {
        "topic": value.get("topic") or "",
        "words": ", ".join(value.get("words", ())),
    }
    for name in TEXTS:
        if name in value:
            shown |= _in_both(name, [value[name]])
    for name in LISTS:
        shown |= _in_both(name, value.get(name, []))
    links = value.get("links", [])
    shown["links"] = "\n".join(f"{one['label']['es']} {one['url']}" for one in links)
    shown["labels_en"] = _in_both("labels", [one["label"] for one in links])["labels_en"]
    return shown


def _in_both(name: str, listed: list[Mapping[str, str]]) -> dict[str, str]:
    """A text, or lines, by field; nothing in English where it is the same."""
    same = all(one["es"] == one["en"] for one in listed)
    english = "" if same else "\n".join(one["en"] for one in listed)
    return {f"{name}_es": "\n".join(one["es"] for one in listed), f"{name}_en": english}
