"""The questions of `audiencia init`: what is asked next, and whether an answer can be. Pure; answers are texts as they were typed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from zoneinfo import available_timezones

from audiencia.core.cli_text import say
from audiencia.operations.checks.check import READABLE, contrast
from audiencia.operations.setup.build import free_prefix
from audiencia.operations.setup.cells import line, plain, slug_of

Answers = Mapping[str, str]
INKS = ("#ffffff", "#1f1a17", "#000000")
"""What is written upon a colour when nothing else is chosen; upon any colour one of them can be read."""
WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
NONE = "ninguna"
TOPICS_OF = "topics:"
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
    return [*_who(answers), *_when(answers), *_colours(answers), *_reached(), *_departments(answers)]


def _who(answers: Answers) -> list[Question]:
    name = answers.get("name", "")
    short = re.sub(r"^(h\. )?(municipio|ayuntamiento) de ", "", name, flags=re.IGNORECASE)
    letters = re.sub("[^A-Z]", "", plain(answers.get("short_name", short)).upper())
    return [
        Question("name", say("Nombre completo del municipio", "Full name of the municipality"), _text),
        Question("short_name", say("Nombre corto, como le dice la gente", "Short name, as people say it"), _text, short),
        Question("program_name", say("Nombre del programa", "Name of the programme"), _text, "Audiencia Pública en Línea"),
        Question("timezone", say("Zona horaria", "Time zone"), _zone, "America/Mexico_City"),
        Question("folio_prefix", say("Letras con que empiezan los folios (2 a 5)", "Letters that folios begin with (2 to 5)"),
                 _folio, letters[:3] if len(letters) > 1 else "MUN"),
    ]  # fmt: skip


def _when(answers: Answers) -> list[Question]:
    opens, closes = answers.get("opens", "10:00"), answers.get("closes", "14:00")
    hour = max(0, int(opens[:2]) - 1)
    return [
        Question("weekday", say("Día de la semana de la audiencia", "Weekday of the audience"), _weekday, "martes"),
        Question("opens", say("Hora a la que empieza (24 horas)", "Hour at which it begins (24 hours)"), _clock, "10:00"),
        Question("closes", say("Hora a la que termina", "Hour at which it ends"), lambda typed: _after(typed, opens),
                 closes if closes > opens else "23:00"),
        Question("lobby", say("Desde qué hora se puede tomar turno ese día", "From which hour numbers are given that day"),
                 lambda typed: _before(typed, opens), f"{hour:02d}{opens[2:]}"),
    ]  # fmt: skip


def _colours(answers: Answers) -> list[Question]:
    found = []
    for key, text, usual in (
        ("brand", say("Color principal (#rrggbb)", "Main colour (#rrggbb)"), "#691c32"),
        ("accent", say("Color de acento (#rrggbb)", "Accent colour (#rrggbb)"), "#bc955c"),
    ):
        ground = answers.get(key, usual)
        upon = say(f"Color de las letras sobre {ground}", f"Colour of letters upon {ground}")
        found += [
            Question(key, text, _colour, usual),
            Question(f"{key}_ink", upon, _readable_on(ground), readable_ink(ground)),
        ]
    return found


def _reached() -> list[Question]:
    return [
        Question("phone", say("Teléfono de atención", "Telephone"), _phone),
        Question("address", say("Domicilio", "Address"), _text),
        Question("hours", say("Horario de oficina", "Office hours"), _text, "Lunes a viernes de 9:00 a 18:00"),
        Question("emergency", say("Número de emergencias del municipio: protección civil o seguridad",
                                  "The municipality's own emergency number: civil protection or police"), _phone),
    ]  # fmt: skip


def _departments(answers: Answers) -> list[Question]:
    asked = say("Áreas que atienden, separadas con punto y coma", "Departments that attend, with semicolons between")
    found = [Question("areas", asked, _names)]
    areas = names_of(answers.get("areas", ""))
    for area in areas:
        topics = say(f"Temas de «{area}», separados con punto y coma", f"Topics of «{area}», with semicolons between")
        found.append(Question(TOPICS_OF + area, topics, _names, area))
    if areas:
        text = say(f"Área que recibe quejas contra personas servidoras públicas, o «{NONE}»",
                   f"Department that reads complaints about public servants, or «{NONE}»")  # fmt: skip
        found.append(Question("complaints", text, _one_of(areas), NONE))
    return found


def names_of(typed: str) -> list[str]:
    """The names of a list."""
    return [" ".join(one.split()) for one in typed.split(SEPARATOR) if one.strip()]


def readable_ink(ground: str) -> str:
    """The first of the usual inks that can be read upon it."""
    return next(ink for ink in INKS if contrast(ground, ink) >= READABLE)


def _text(typed: str) -> str:
    if not typed:
        raise ValueError(say("no puede quedar vacío", "it must not be empty"))
    return line(typed)


def _zone(typed: str) -> str:
    if typed not in available_timezones():
        raise ValueError(say("no se conoce esta zona horaria; por ejemplo America/Mexico_City o America/Tijuana",
                             "this time zone is not known; such as America/Mexico_City or America/Tijuana"))  # fmt: skip
    return typed


def _folio(typed: str) -> str:
    if not re.fullmatch(r"[A-Z]{2,5}", typed.upper()):
        raise ValueError(say("deben ser de 2 a 5 letras, sin acentos", "it must be 2 to 5 letters, without accents"))
    return typed.upper()


def _weekday(typed: str) -> str:
    word = plain(typed)
    if word in WEEKDAYS:
        return word
    if word in ("1", "2", "3", "4", "5", "6", "7"):
        return WEEKDAYS[int(word) - 1]
    raise ValueError(
        say("escriba el nombre de un día, como «martes»", "write the Spanish name of a day, such as «martes»")
    )


def _clock(typed: str) -> str:
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.h]([0-5]\d)", typed)
    if found is None:
        raise ValueError(say("escriba una hora como «10:00»", "write an hour such as «10:00»"))
    return time(int(found[1]), int(found[2])).strftime("%H:%M")


def _after(typed: str, opens: str) -> str:
    closes = _clock(typed)
    if closes <= opens:
        raise ValueError(say(f"debe ser después de las {opens}", f"it must be after {opens}"))
    return closes


def _before(typed: str, opens: str) -> str:
    lobby = _clock(typed)
    if lobby > opens:
        raise ValueError(say(f"no puede ser después de las {opens}", f"it cannot be after {opens}"))
    return lobby


def _colour(typed: str) -> str:
    if not re.fullmatch(r"#?[0-9a-fA-F]{6}", typed):
        raise ValueError(say("escriba un color como «#691c32»", "write a colour such as «#691c32»"))
    return "#" + typed.removeprefix("#").lower()


def _readable_on(ground: str) -> Callable[[str], str]:
    def check(typed: str) -> str:
        ink = _colour(typed)
        ratio = contrast(ground, ink)
        if ratio < READABLE:
            raise ValueError(
                say(
                    f"no se lee sobre {ground}: contraste {ratio:.1f}, mínimo {READABLE}; se lee {readable_ink(ground)}",
                    f"cannot be read upon {ground}: contrast {ratio:.1f}, at least {READABLE}; {readable_ink(ground)} can",
                )
            )
        return ink

    return check


def _phone(typed: str) -> str:
    if not re.fullmatch(r"[+*#]?\d[\d ]{1,18}\d#?", typed):
        raise ValueError(say("escriba el número con cifras y espacios", "write the number with digits and spaces"))
    return typed


def _names(typed: str) -> str:
    names = names_of(typed)
    keys = [slug_of(one) for one in names]
    if not names:
        raise ValueError(say("escriba al menos uno", "write at least one"))
    if not all(keys):
        bad = names[keys.index("")]
        raise ValueError(say(f"«{bad}» debe empezar con una letra", f"«{bad}» must begin with a letter"))
    twice = next((name for name, key in zip(names, keys, strict=True) if keys.count(key) > 1), None)
    if twice:
        raise ValueError(say(f"«{twice}» está dos veces", f"«{twice}» is there twice"))
    taken: set[str] = set()
    for name in names:
        line(name)
        taken.add(free_prefix(name, taken))
    return f"{SEPARATOR} ".join(names)


def _one_of(areas: list[str]) -> Callable[[str], str]:
    def check(typed: str) -> str:
        known = {plain(one): one for one in [*areas, NONE]}
        if plain(typed) not in known:
            raise ValueError(
                say(
                    f"escriba una de estas: {', '.join([*areas, NONE])}",
                    f"write one of these: {', '.join([*areas, NONE])}",
                )
            )
        return known[plain(typed)]

    return check
