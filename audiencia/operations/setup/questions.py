"""The questions of `audiencia init`: what is asked next, and whether an answer can be. Pure; answers are texts as they were typed."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from zoneinfo import available_timezones

from audiencia.core.cli_text import _
from audiencia.core.paths import example_root
from audiencia.operations.checks.configuration import READABLE, contrast
from audiencia.operations.checks.going_live_rules import last_ten
from audiencia.operations.setup import notice
from audiencia.operations.setup.build import free_prefix
from audiencia.operations.setup.cells import line, plain, slug_of

Answers = Mapping[str, str]
INKS = ("#ffffff", "#1f1a17", "#000000")
"""What is written upon a colour when nothing else is chosen; upon any colour one of them can be read."""
WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
NONE = "ninguna"
TOPICS_OF, NOTICE_OF, REVIEWED = "topics:", "notice:", "reviewed"
SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Question:
    """`check` gives the answer in the form in which it is kept, or raises `ValueError` with what is wrong, in words."""

    key: str
    text: str
    check: Callable[[str], str]
    default: str = ""


def next_question(answers: Answers) -> Question | None:
    """The first that was not answered; `None`: everything was."""
    return next((one for one in questions(answers) if one.key not in answers), None)


def last_answered(answers: Answers) -> str | None:
    """The key to take back, to ask it again; `None` at the beginning."""
    known = [one.key for one in questions(answers) if one.key in answers]
    return known[-1] if known else None


def questions(answers: Answers) -> list[Question]:
    """All of them in order, as far as the answers tell which there are."""
    return [*_who(answers), *_when(answers), *_colours(answers), *_reached(), *_departments(answers), *_notice(answers)]


def _who(answers: Answers) -> list[Question]:
    name = answers.get("name", "")
    short = re.sub(r"^(h\. )?(municipio|ayuntamiento) de ", "", name, flags=re.IGNORECASE)
    letters = re.sub("[^A-Z]", "", plain(answers.get("short_name", short)).upper())
    return [
        Question("name", _("Full name of the municipality"), _text),
        Question("short_name", _("Short name, as people say it"), _text, short),
        Question("program_name", _("Name of the programme"), _text, "Audiencia Pública en Línea"),
        Question("timezone", _("Time zone"), _zone, "America/Mexico_City"),
        Question(
            "folio_prefix",
            _("Letters that folios begin with (2 to 5)"),
            _folio,
            letters[:3] if len(letters) > 1 else "MUN",
        ),
    ]


def _when(answers: Answers) -> list[Question]:
    opens, closes = answers.get("opens", "10:00"), answers.get("closes", "14:00")
    hour = max(0, int(opens[:2]) - 1)
    return [
        Question("weekday", _("Weekday of the audience"), _weekday, "martes"),
        Question("opens", _("Hour at which it begins (24 hours)"), _clock, "10:00"),
        Question(
            "closes",
            _("Hour at which it ends"),
            lambda typed: _after(typed, opens),
            closes if closes > opens else "23:00",
        ),
        Question(
            "lobby",
            _("From which hour numbers are given that day"),
            lambda typed: _before(typed, opens),
            f"{hour:02d}{opens[2:]}",
        ),
    ]


def _colours(answers: Answers) -> list[Question]:
    found = []
    for key, text, usual in (
        ("brand", _("Main colour (#rrggbb)"), "#691c32"),
        ("accent", _("Accent colour (#rrggbb)"), "#bc955c"),
    ):
        ground = answers.get(key, usual)
        upon = _("Colour of letters upon %(ground)s", ground=ground)
        found += [
            Question(key, text, _colour, usual),
            Question(f"{key}_ink", upon, _readable_on(ground), readable_ink(ground)),
        ]
    return found


def _reached() -> list[Question]:
    return [
        Question("phone", _("Telephone for citizens"), _phone),
        Question("address", _("Street address"), _text),
        Question("hours", _("Office hours"), _text, "Lunes a viernes de 9:00 a 18:00"),
        Question("emergency", _("The municipality's own emergency number: civil protection or police"), _own_number),
    ]


def _departments(answers: Answers) -> list[Question]:
    asked = _("Departments that attend, with semicolons between")
    found = [Question("areas", asked, _names)]
    areas = names_of(answers.get("areas", ""))
    for area in areas:
        topics = _("Topics of «%(area)s», with semicolons between", area=area)
        found.append(Question(TOPICS_OF + area, topics, _names, area))
    if areas:
        text = _("Department that reads complaints about public servants, or «%(none)s»", none=NONE)
        found.append(Question("complaints", text, _one_of(areas), NONE))
    return found


def _notice(answers: Answers) -> list[Question]:
    found = [
        Question(f"{NOTICE_OF}{number}", _("Privacy notice, %(what)s; Enter: later", what=what), line)
        for number, what in enumerate(notice.left_open())
    ]
    if all(answers.get(one.key) for one in found):
        text = _("Has your transparency unit reviewed the privacy notice? yes or no")
        found.append(Question(REVIEWED, text, _yes_or_no, _("no")))
    return found


def said_of_notice(answers: Answers) -> list[str]:
    """What was said about it, in the order of its places."""
    return [answers.get(f"{NOTICE_OF}{number}", "") for number in range(len(notice.left_open()))]


def names_of(typed: str) -> list[str]:
    """The names of a list."""
    return [" ".join(one.split()) for one in typed.split(SEPARATOR) if one.strip()]


def readable_ink(ground: str) -> str:
    """The first of the usual inks that can be read upon it."""
    return next(ink for ink in INKS if contrast(ground, ink) >= READABLE)


def _text(typed: str) -> str:
    if not typed:
        raise ValueError(_("it must not be empty"))
    return line(typed)


def _yes_or_no(typed: str) -> str:
    word = plain(typed)
    if word not in ("si", "yes", "no"):
        raise ValueError(_("write yes or no"))
    return "" if word == "no" else "yes"


def _zone(typed: str) -> str:
    if typed not in available_timezones():
        raise ValueError(_("this time zone is not known; such as America/Mexico_City or America/Tijuana"))
    return typed


def _folio(typed: str) -> str:
    if not re.fullmatch(r"[A-Z]{2,5}", typed.upper()):
        raise ValueError(_("it must be 2 to 5 letters, without accents"))
    return typed.upper()


def _weekday(typed: str) -> str:
    word = plain(typed)
    if word in WEEKDAYS:
        return word
    if word in ("1", "2", "3", "4", "5", "6", "7"):
        return WEEKDAYS[int(word) - 1]
    raise ValueError(_("write the Spanish name of a day, such as «martes»"))


def _clock(typed: str) -> str:
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.h]([0-5]\d)", typed)
    if found is None:
        raise ValueError(_("write an hour such as «10:00»"))
    return time(int(found[1]), int(found[2])).strftime("%H:%M")


def _after(typed: str, opens: str) -> str:
    closes = _clock(typed)
    if closes <= opens:
        raise ValueError(_("it must be after %(opens)s", opens=opens))
    return closes


def _before(typed: str, opens: str) -> str:
    lobby = _clock(typed)
    if lobby > opens:
        raise ValueError(_("it cannot be after %(opens)s", opens=opens))
    return lobby


def _colour(typed: str) -> str:
    if not re.fullmatch(r"#?[0-9a-fA-F]{6}", typed):
        raise ValueError(_("write a colour such as «#691c32»"))
    return "#" + typed.removeprefix("#").lower()


def _readable_on(ground: str) -> Callable[[str], str]:
    def check(typed: str) -> str:
        ink = _colour(typed)
        ratio = contrast(ground, ink)
        if ratio < READABLE:
            raise ValueError(
                _(
                    "cannot be read upon %(ground)s: contrast %(ratio)s, at least %(readable)s; %(ink)s can",
                    ground=ground,
                    ratio=f"{ratio:.1f}",
                    readable=READABLE,
                    ink=readable_ink(ground),
                )
            )
        return ink

    return check


def _phone(typed: str) -> str:
    if not re.fullmatch(r"[+*#]?\d[\d ]{1,18}\d#?", typed):
        raise ValueError(_("write the number with digits and spaces"))
    return typed


def _own_number(typed: str) -> str:
    number = _phone(typed)
    if last_ten(number) in _nations_numbers():
        raise ValueError(_("it is there already, as the nation's; write the municipality's own"))
    return number


@cache
def _nations_numbers() -> frozenset[str]:
    """All emergency numbers of the example but the last, which is the municipality's own."""
    listed = tomllib.loads((example_root() / "municipality.toml").read_text("utf-8"))["emergency"]
    return frozenset(last_ten(one["number"]) for one in listed[:-1])


def _names(typed: str) -> str:
    names = names_of(typed)
    keys = [slug_of(one) for one in names]
    if not names:
        raise ValueError(_("write at least one"))
    if not all(keys):
        bad = names[keys.index("")]
        raise ValueError(_("«%(bad)s» must begin with a letter", bad=bad))
    twice = next((name for name, key in zip(names, keys, strict=True) if keys.count(key) > 1), None)
    if twice:
        raise ValueError(_("«%(twice)s» is there twice", twice=twice))
    taken: set[str] = set()
    for name in names:
        line(name)
        taken.add(free_prefix(name, taken))
    return f"{SEPARATOR} ".join(names)


def _one_of(areas: list[str]) -> Callable[[str], str]:
    def check(typed: str) -> str:
        known = {plain(one): one for one in [*areas, NONE]}
        if plain(typed) not in known:
            raise ValueError(_("write one of these: %(areas)s", areas=", ".join([*areas, NONE])))
        return known[plain(typed)]

    return check
