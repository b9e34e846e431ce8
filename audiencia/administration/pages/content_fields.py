"""The fields of live content: which ones each kind has, and what whoever fills them in reads. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from audiencia.core.gettext_mark import N_
from audiencia.settings.live.catalogue import Kind


@dataclass(frozen=True, slots=True)
class FieldOf:
    """One field. `as_a`: text, area, lines, date, time, moment, check, number, minutes, mail, or one of a list or none: department, ruled,
    topic. `new`: only for new ones; `more`: folded away. `most`: characters, or the largest number, `least` being the smallest.
    """

    name: str
    label: str
    most: int = 120
    required: bool = True
    as_a: str = "text"
    new: bool = False
    hint: str = ""
    least: int = 0
    more: bool = False


_ENGLISH = N_("The same in English")
_ENGLISH_HINT = N_("If it is empty, the Spanish text is shown.")
_OFFICE_HINT = N_("Address, hours and telephone go together; without them the town hall’s are shown.")
_KBITS_HINT = N_("Kilobits each second, 60 to 10,000. If it is empty: as in all departments.")
NUMBERS = ("cap", "booked_per_slot", "carried_over_times", "citizen_kbits", "director_kbits")
BOXES = ("ask_for_director", "by_rule")
OFFICE = ("office_address_es", "office_hours_es", "office_phone")
MORE_OF_DEPARTMENT = (
    FieldOf(
        "cap", N_("How many may wait at once"), 2000, required=False, as_a="number", least=1, more=True,
        hint=N_("People, 1 to 2000. If it is empty: as in all departments."),
    ),
    FieldOf(
        "handle_minutes", N_("How long one person takes"), 120, required=False, as_a="minutes", least=1, more=True,
        hint=N_("Minutes, 1 to 120, as far as you know. If it is empty: as in all departments."),
    ),
    FieldOf(
        "booked_per_slot", N_("How many appointments fit into one window"), 50, required=False, as_a="number", more=True,
        hint=N_("0 to 50; with 0 none are given. If it is empty: as in all departments."),
    ),
    FieldOf(
        "ask_for_director", N_("People may ask for one director of several"), required=False, as_a="check", more=True
    ),
    FieldOf(
        "by_rule", N_("Nobody chooses this department: people come to it by a rule alone"), required=False, as_a="check",
        more=True, hint=N_("Such as the mayor’s: it is not on the public list."),
    ),
    FieldOf(
        "carried_over_times", N_("Who was carried over so many times comes here"), 20, required=False, as_a="number",
        least=1, more=True, hint=N_("Times, 1 to 20. Only in one department, which nobody chooses."),
    ),
    FieldOf(
        "mail", N_("Its own mailbox"), 254, required=False, as_a="mail", more=True,
        hint=N_("It is told of cases that are due."),
    ),
    FieldOf("office_address_es", N_("Address of its office"), 400, required=False, more=True, hint=_OFFICE_HINT),
    FieldOf("office_address_en", N_("The address in English"), 400, required=False, more=True, hint=_ENGLISH_HINT),
    FieldOf("office_hours_es", N_("Hours of its office"), 400, required=False, more=True),
    FieldOf("office_hours_en", N_("The hours in English"), 400, required=False, more=True, hint=_ENGLISH_HINT),
    FieldOf("office_phone", N_("Telephone of its office"), 400, required=False, more=True),
    FieldOf(
        "citizen_kbits", N_("What the camera of who is attended may send"), 10_000, required=False, as_a="number",
        least=60, more=True, hint=_KBITS_HINT,
    ),
    FieldOf(
        "director_kbits", N_("What the camera of who attends may send"), 10_000, required=False, as_a="number", least=60,
        more=True, hint=_KBITS_HINT,
    ),
)  # fmt: skip
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
        *MORE_OF_DEPARTMENT,
    ),
    Kind.TOPIC: (
        FieldOf("name_es", N_("Name of the topic"), hint=N_("In the words of the people who come.")),
        FieldOf("name_en", _ENGLISH, required=False, hint=_ENGLISH_HINT),
        FieldOf("to", N_("Who attends it"), as_a="ruled", required=False),
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
    Kind.ANNOUNCEMENT: (
        FieldOf(
            "text_es",
            N_("What people are told"),
            300,
            as_a="area",
            hint=N_("Everybody reads it: nothing about any person."),
        ),
        FieldOf("text_en", _ENGLISH, 300, required=False, as_a="area", hint=_ENGLISH_HINT),
        FieldOf(
            "department",
            N_("To whom"),
            as_a="department",
            required=False,
            hint=N_("Of all departments: who waits in any line, and the home page. Of one: its line and its page."),
        ),
        FieldOf(
            "begins", N_("From when it is shown"), as_a="moment", required=False, hint=N_("If it is empty: at once.")
        ),
        FieldOf("until", N_("Until when it is shown"), as_a="moment"),
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
