"""What stands in the cells of a spreadsheet, as values: each kind of cell says in plain words what is wrong with it. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial

from audiencia.core.cli_text import say
from audiencia.settings import service_text
from audiencia.staff.roles import Role

Parse = Callable[[str], object]
"""A cell's text, which is not empty, as a value. Raises `ValueError` with what is wrong, in words."""
MAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[A-Za-z0-9.-]{1,253}")
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PREFIX = re.compile(r"[A-Z]{2,3}")
LONGEST_SLUG = 40
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
YES, NO = (
    frozenset({"si", "s", "x", "yes", "y", "1", "true", "verdadero"}),
    frozenset({"no", "n", "0", "false", "falso"}),
)
ROLES: Mapping[str, Role] = {
    "direccion": Role.DIRECTOR,
    "asistencia": Role.ASSISTANT,
    "moderacion": Role.MODERATOR,
    "ventanilla": Role.FRONT_DESK,
    "presidencia": Role.MAYOR,
    "comunicacion": Role.COMMUNICATION,
    "datos personales": Role.PRIVACY_OFFICER,
    "administracion": Role.ADMINISTRATOR,
    "auditoria": Role.AUDITOR,
}
"""As people write them. Interpreters are made on the page of the accounts: they belong to one of the configuration."""


def plain(text: str) -> str:
    """Small letters without accents, spaces single: by which words are compared."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join(bare.replace("_", " ").casefold().split())


def slug_of(text: str) -> str:
    """A key made of a name: `Obras Públicas` becomes `obras-publicas`. Empty when no letter begins it."""
    words = re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")
    cut = words[:LONGEST_SLUG].rstrip("-")
    return cut if SLUG.fullmatch(cut) else ""


def line(text: str, most: int = 400) -> str:
    """One line of text."""
    if len(text) > most:
        raise ValueError(say(f"es más larga que {most} letras", f"it is longer than {most} letters"))
    return " ".join(text.split())


def short(text: str) -> str:
    """One line that fits into a next step."""
    return line(text, service_text.LONGEST)


def entries(most: int) -> Parse:
    """So many lines at the most, each fitting into a next step."""

    return partial(_lines, most=most)


def _lines(text: str, most: int) -> tuple[str, ...]:
    found = service_text.lines_of(text)
    if len(found) > most:
        raise ValueError(say(f"tiene más de {most} líneas", f"it has more than {most} lines"))
    return tuple(short(one) for one in found)


def words(text: str) -> tuple[str, ...]:
    """Words between commas."""
    found = service_text.words_of(text)
    if len(found) > service_text.MOST_WORDS:
        most = service_text.MOST_WORDS
        raise ValueError(say(f"son más de {most} palabras", f"these are more than {most} words"))
    for one in found:
        if not service_text.is_word(one):
            raise ValueError(say(f"«{one[:30]}» no es una palabra para buscar", f"«{one[:30]}» is no word to look for"))
    return tuple(found)


def links(text: str) -> tuple[tuple[str, str], ...]:
    """Lines of a name and an address."""
    found = []
    lines = service_text.lines_of(text)
    if len(lines) > service_text.MOST_LINKS:
        most = service_text.MOST_LINKS
        raise ValueError(say(f"tiene más de {most} líneas", f"it has more than {most} lines"))
    for one in lines:
        link = service_text.link_of(one)
        if link is None:
            what = say(
                f"«{one[:30]}»: escriba cómo se llama y luego su dirección https://",
                f"«{one[:30]}»: write what it is called and then its address https://",
            )
            raise ValueError(what)
        found.append(link)
    return tuple(found)


def slug(text: str) -> str:
    """A key, such as `obras-publicas`."""
    if not SLUG.fullmatch(text) or len(text) > LONGEST_SLUG:
        example = slug_of(text) or "obras-publicas"
        raise ValueError(
            say(
                f"use letras minúsculas sin acento, números y guiones, como «{example}»",
                f"use small letters without accents, digits and dashes, such as «{example}»",
            )
        )
    return text


def prefix(text: str) -> str:
    """What the numbers of a department begin with."""
    if not PREFIX.fullmatch(text):
        raise ValueError(
            say("deben ser 2 o 3 letras mayúsculas, como «OP»", "it must be 2 or 3 capitals, such as «OP»")
        )
    return text


def mail(text: str) -> str:
    """One e-mail address."""
    if not MAIL.fullmatch(text):
        raise ValueError(say("no es una dirección de correo", "this is no e-mail address"))
    return text


def login(text: str) -> str:
    """A user name."""
    if not LOGIN.fullmatch(text):
        raise ValueError(
            say(
                "use al menos 3 letras minúsculas sin acento, números, puntos o guiones",
                "use at least 3 small letters without accents, digits, dots or dashes",
            )
        )
    return text


def number(text: str, least: int, most: int) -> int:
    """A whole number."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise ValueError(
            say(f"debe ser un número entero del {least} al {most}", f"it must be a whole number from {least} to {most}")
        )
    return int(text)


def between(least: int, most: int) -> Parse:
    """A whole number within these."""
    return partial(number, least=least, most=most)


def yes_or_no(text: str) -> bool:
    """`sí` or `no`."""
    word = plain(text)
    if word not in YES | NO:
        raise ValueError(say("escriba «sí» o «no»", "write «sí» or «no»"))
    return word in YES


def day(text: str) -> date:
    """A day, as `2026-09-16` or `16/09/2026`."""
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day alone has no zone
        except ValueError:
            continue
    raise ValueError(say("no es una fecha, como «16/09/2026»", "this is no day, such as «16/09/2026»"))


def role(text: str) -> Role:
    """What somebody does here."""
    word = plain(text)
    if word not in ROLES:
        known = ", ".join(ROLES)
        raise ValueError(say(f"escriba uno de estos: {known}", f"write one of these: {known}"))
    return ROLES[word]
