"""The fields of each kind of the catalogue, and what whoever fills them in reads. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audiencia.core.gettext_mark import N_
from audiencia.settings.catalogue import Kind
from audiencia.settings.municipality_parts import Department
from audiencia.settings.service_text import LONGEST, MOST_LINKS, MOST_REQUIREMENTS, MOST_STEPS


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOf:
    """One field. `as_a`: text, area, lines, links, words, date, time, moment, check, number, minutes, mail, or one of a list or none:
    department, ruled, topic. `most`: characters, or the largest number, `least` being the smallest; `lines`: how many there may be.

    `english`: the name of the field with the same in English, `spanish`: of that one in Spanish. `within`: the part of the value
    that it stands in; `beside`: it stands in no value. `empty`: what the value says when nothing was typed, `...` for nothing.
    `new`: only for new ones; `more`: folded away.
    """

    name: str
    label: str
    most: int = 120
    required: bool = True
    as_a: str = "text"
    hint: str = ""
    least: int = 0
    lines: int = 0
    english: str = ""
    spanish: str = ""
    within: str = ""
    beside: bool = False
    empty: Any = ...
    new: bool = False
    more: bool = False

    @property
    def key(self) -> str:
        """What the value calls it."""
        return (self.name.removesuffix("_es") if self.english else self.name).removeprefix(f"{self.within}_")


ENGLISH = N_("The same in English")
ENGLISH_HINT = N_("If it is empty, the Spanish text is shown.")
ENGLISH_LINES = N_("As many lines as in Spanish. If it is empty, the Spanish text is shown.")
OFFICE_HINT = N_("Address, hours and telephone go together; without them the town hall’s are shown.")
KBITS_HINT = N_("Kilobits each second, 60 to 10,000. If it is empty: as in all departments.")
OFFICE = ("office_address_es", "office_hours_es", "office_phone")
_BOUNDS: Mapping[str, Any] = Department.model_json_schema()["properties"]


def _field(name: str, label: str, most: int = 120, **of: Any) -> FieldOf:
    return FieldOf(name=name, label=label, most=most, **of)


def _both(name: str, label: str, most: int = 120, english: str = ENGLISH, **of: Any) -> tuple[FieldOf, FieldOf]:
    """A text in Spanish and in English, or as many lines."""
    spanish = _field(f"{name}_es", label, most, english=f"{name}_en", **of)
    of |= {"required": False, "hint": ENGLISH_LINES if "lines" in of else ENGLISH_HINT}
    return spanish, _field(f"{name}_en", english, most, spanish=spanish.name, **of)


def _number(name: str, label: str, hint: str) -> FieldOf:
    """A whole number of a department, within the bounds of its model."""
    bounds = _BOUNDS[name]["anyOf"][0]
    numbers = {"as_a": "number", "least": bounds["minimum"], "most": bounds["maximum"]}
    return FieldOf(name=name, label=label, hint=hint, required=False, more=True, **numbers)


def _lines(name: str, label: str, most: int, lines: int, english: str, **of: Any) -> tuple[FieldOf, FieldOf]:
    return _both(name, label, most, english, as_a="lines", lines=lines, **of)


DEPARTMENT = (
    *_both("name", N_("Name of the department")),
    *_both("summary", N_("What it attends, in one line"), 400),
    _field("prefix", N_("Letters of its numbers"), 3, new=True, hint=N_("Two or three capitals, as in OP-017.")),
    *_both("topic", N_("Its first topic"), new=True, beside=True),
    _number("cap", N_("How many may wait at once"), N_("People, 1 to 2000. If it is empty: as in all departments.")),
    _field(
        "handle_minutes", N_("How long one person takes"), required=False, as_a="minutes", least=1, more=True,
        hint=N_("Minutes, 1 to 120, as far as you know. If it is empty: as in all departments."),
    ),
    _number(
        "booked_per_slot", N_("How many appointments fit into one window"),
        N_("0 to 50; with 0 none are given. If it is empty: as in all departments."),
    ),
    _field("ask_for_director", N_("People may ask for one director of several"), required=False, as_a="check", more=True),
    _field(
        "by_rule", N_("Nobody chooses this department: people come to it by a rule alone"), required=False, as_a="check",
        more=True, hint=N_("Such as the mayor’s: it is not on the public list."),
    ),
    _number(
        "carried_over_times", N_("Who was carried over so many times comes here"),
        N_("Times, 1 to 20. Only in one department, which nobody chooses."),
    ),
    _field(
        "mail", N_("Its own mailbox"), 254, required=False, as_a="mail", more=True,
        hint=N_("It is told of cases that are due."),
    ),
    *_both(
        "office_address", N_("Address of its office"), 400, N_("The address in English"), required=False, more=True,
        hint=OFFICE_HINT, within="office",
    ),
    *_both(
        "office_hours", N_("Hours of its office"), 400, N_("The hours in English"), required=False, more=True, within="office"
    ),
    _field("office_phone", N_("Telephone of its office"), 400, required=False, more=True, within="office"),
    _number("citizen_kbits", N_("What the camera of who is attended may send"), KBITS_HINT),
    _number("director_kbits", N_("What the camera of who attends may send"), KBITS_HINT),
)  # fmt: skip
SERVICE_GROUPS = (
    (
        N_("What it is"),
        (
            *_both("name", N_("Name of the service"), 160, N_("Name in English")),
            *_both("summary", N_("What it is, in one line"), 400, N_("What it is, in English")),
            *_both("who", N_("Who may ask for it"), 400, N_("Who may ask for it, in English")),
            _field(
                "words", N_("Words that people look for it by"), 2000, required=False, as_a="words",
                hint=N_("As they say it, between commas: bache, hoyo en la calle."),
            ),
            _field(
                "topic", N_("Topic that it leads to"), as_a="topic", required=False,
                hint=N_("In the audience and in a petition."),
            ),
        ),
    ),
    (
        N_("What it takes"),
        (
            *_lines(
                "requirements", N_("What is needed"), 6500, MOST_REQUIREMENTS, N_("What is needed, in English"),
                required=False, hint=N_("One thing in each line."),
            ),
            *_both("cost", N_("What it costs"), LONGEST, N_("What it costs, in English")),
            *_both("time", N_("How long it takes"), 400, N_("How long it takes, in English")),
            *_both(
                "place", N_("Where"), LONGEST, N_("Where, in English"), required=False,
                hint=N_("Only where it is not the department’s office."),
            ),
            *_lines(
                "steps", N_("Steps"), 4000, MOST_STEPS, N_("Steps, in English"),
                hint=N_("One step in each line, in their order. Directors hand them over in a call."),
            ),
        ),
    ),
    (
        N_("More about it"),
        (
            *_both(
                "legal", N_("Basis in law"), 400, N_("Basis in law, in English"), required=False,
                hint=N_("The law and its article, where they are known for sure."),
            ),
            _field(
                "links", N_("Useful pages"), 4000, required=False, as_a="links", lines=MOST_LINKS, english="labels_en",
                hint=N_("One in each line: what it is called, and then its address, which begins with https://"),
            ),
            _field(
                "labels_en", N_("What the pages are called, in English"), 4000, required=False, as_a="lines",
                spanish="links", hint=ENGLISH_LINES,
            ),
        ),
    ),
)  # fmt: skip
ONE_DAY = _field("day", N_("Day"), as_a="date", new=True, beside=True)
OF_DEPARTMENT = _field("department", N_("For which department"), as_a="department", required=False, empty=None)
FIELDS: Mapping[Kind, tuple[FieldOf, ...]] = {
    Kind.DEPARTMENT: DEPARTMENT,
    Kind.TOPIC: (
        *_both("name", N_("Name of the topic"), hint=N_("In the words of the people who come.")),
        _field("to", N_("Who attends it"), as_a="ruled", required=False),
    ),
    Kind.HOLIDAY: (
        ONE_DAY,
        _field("name", N_("Why nobody works on it"), hint=N_("People read it where a term is counted.")),
    ),
    Kind.OPENING: (
        ONE_DAY,
        _field("closed", N_("No audience on this day"), as_a="check", required=False, empty=False),
        _field("lobby", N_("People take numbers from"), as_a="time", required=False),
        _field("opens", N_("They are attended from"), as_a="time", required=False),
        _field("closes", N_("Until"), as_a="time", required=False),
        *_both("why", N_("Why")),
    ),
    Kind.ANNOUNCEMENT: (
        *_both(
            "text", N_("What people are told"), 300, as_a="area", hint=N_("Everybody reads it: nothing about any person.")
        ),
        _field(
            "department", N_("To whom"), as_a="department", required=False, empty=None,
            hint=N_("Of all departments: who waits in any line, and the home page. Of one: its line and its page."),
        ),
        _field(
            "begins", N_("From when it is shown"), as_a="moment", required=False, empty=None,
            hint=N_("If it is empty: at once."),
        ),
        _field("until", N_("Until when it is shown"), as_a="moment"),
    ),
    Kind.NOTE_TEMPLATE: (
        _field("label", N_("Name in the list")),
        _field("text", N_("Text of the note"), 2000, as_a="area"),
        OF_DEPARTMENT,
    ),
    Kind.STEP_TEMPLATE: (
        _field("label", N_("Name in the list")),
        _field("step", N_("What the person does next"), 300),
        _field("requirement", N_("What to bring"), 200, required=False, empty=""),
        _field("cost", N_("What it costs"), 200, required=False, empty=""),
        _field("place", N_("Where"), 200, required=False, empty=""),
        OF_DEPARTMENT,
    ),
    Kind.SERVICE: tuple(one for _, group in SERVICE_GROUPS for one in group),
}  # fmt: skip
