"""What stands in the cells of a spreadsheet, as values: each kind of cell says in plain words what is wrong with it. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial

from audiencia.core.cli_text import _
from audiencia.core.texts import LOGIN, MAIL, PREFIX, SLUG
from audiencia.settings import service_text
from audiencia.staff.roles import Role

Parse = Callable[[str], object]
"""A cell's text, which is not empty, as a value. Raises `ValueError` with what is wrong, in words."""
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
        raise ValueError(_("it is longer than %(most)s letters", most=most))
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
        raise ValueError(_("it has more than %(most)s lines", most=most))
    return tuple(short(one) for one in found)


def words(text: str) -> tuple[str, ...]:
    """Words between commas."""
    found = service_text.words_of(text)
    if len(found) > service_text.MOST_WORDS:
        most = service_text.MOST_WORDS
        raise ValueError(_("these are more than %(most)s words", most=most))
    for one in found:
        if not service_text.is_word(one):
            raise ValueError(_("«%(value)s» is no word to look for", value=one[:30]))
    return tuple(found)


def links(text: str) -> tuple[tuple[str, str], ...]:
    """Lines of a name and an address."""
    found = []
    lines = service_text.lines_of(text)
    if len(lines) > service_text.MOST_LINKS:
        most = service_text.MOST_LINKS
        raise ValueError(_("it has more than %(most)s lines", most=most))
    for one in lines:
        link = service_text.link_of(one)
        if link is None:
            what = _("«%(value)s»: write what it is called and then its address https://", value=one[:30])
            raise ValueError(what)
        found.append(link)
    return tuple(found)


def slug(text: str) -> str:
    """A key, such as `obras-publicas`."""
    if not SLUG.fullmatch(text) or len(text) > LONGEST_SLUG:
        example = slug_of(text) or "obras-publicas"
        raise ValueError(
            _("use small letters without accents, digits and dashes, such as «%(example)s»", example=example)
        )
    return text


def prefix(text: str) -> str:
    """What the numbers of a department begin with."""
    if not PREFIX.fullmatch(text):
        raise ValueError(_("it must be 2 or 3 capitals, such as «OP»"))
    return text


def mail(text: str) -> str:
    """One e-mail address."""
    if not MAIL.fullmatch(text):
        raise ValueError(_("this is no e-mail address"))
    return text


def login(text: str) -> str:
    """A user name."""
    if not LOGIN.fullmatch(text):
        raise ValueError(_("use at least 3 small letters without accents, digits, dots or dashes"))
    return text


def number(text: str, least: int, most: int) -> int:
    """A whole number."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise ValueError(_("it must be a whole number from %(least)s to %(most)s", least=least, most=most))
    return int(text)


def between(least: int, most: int) -> Parse:
    """A whole number within these."""
    return partial(number, least=least, most=most)


def yes_or_no(text: str) -> bool:
    """`sí` or `no`."""
    word = plain(text)
    if word not in YES | NO:
        raise ValueError(_("write «sí» or «no»"))
    return word in YES


def day(text: str) -> date:
    """A day, as `2026-09-16` or `16/09/2026`."""
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day alone has no zone
        except ValueError:
            continue
    raise ValueError(_("this is no day, such as «16/09/2026»"))


def role(text: str) -> Role:
    """What somebody does here."""
    word = plain(text)
    if word not in ROLES:
        known = ", ".join(ROLES)
        raise ValueError(_("write one of these: %(known)s", known=known))
    return ROLES[word]
