"""One form for each telephone or e-mail, however it was typed, so that the same one is known again. Pure.
What is kept of it is a keyed blind index (`crypto.Keyring.blind_index`), never the text."""

import re
import unicodedata

FEWEST_DIGITS = 7  # What has fewer digits is no telephone: an extension, or the number of a building.
NATIONAL_DIGITS = 10  # Length of every Mexican number since August 2019 (Plan Técnico Fundamental de Numeración).
COUNTRY = "+52"
TWO_DIGIT_AREAS = ("55", "56", "33", "81")
"""Mexico City, Guadalajara and Monterrey; all other area codes have three digits."""
_PREFIXES = ("001", "00", "011", "521", "52", "044", "045", "01")
"""What people put before the ten digits: to dial abroad, the country with the 1 that mobiles had, and how it was before 2019."""
_RUN = re.compile(r"\d(?:[\s().+/\-\u2010-\u2015·]*\d)*")  # Digits with what people write between those of one number.
_EMAIL = re.compile(r"(?<![^\s<>()\[\],;:/|@])[^\s<>()\[\],;:/|@]*\w@\w[^\s<>()\[\],;:/|@]*")
"""From the beginning of a word: from each of its letters the time would grow with the square of its length."""


def canonical(typed: str) -> str | None:
    """The telephone, or else the e-mail, in its one form; `None` when neither is in what was typed.
    A telephone is its digits without what is put before the ten of a Mexican number; an e-mail is trimmed and casefolded."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold())
    return _telephone(_EMAIL.sub(" ", text)) or _email(text)


def telephone(typed: str) -> str:
    """The telephone in what was typed, as digits, with the country before the ten of a Mexican number; empty without one."""
    found = canonical(typed) or ""
    digits = found.removeprefix("tel:") if found.startswith("tel:") else ""
    return f"{COUNTRY}{digits}" if len(digits) == NATIONAL_DIGITS else digits


def is_whole(number: str) -> bool:
    """Whether a number as `telephone` gives it is dialled from everywhere: one with fewer digits is so in its own town alone."""
    return len(number.removeprefix("+")) >= NATIONAL_DIGITS


def spoken(number: str) -> str:
    """A number as `telephone` gives it, as it is read out: a Mexican one in its groups, 55 1234 5678 or 722 123 4567."""
    own = number.removeprefix(COUNTRY)
    area = 2 if own.startswith(TWO_DIGIT_AREAS) else 3
    return number if own == number else f"{COUNTRY} {own[:area]} {own[area:6]} {own[6:]}"


def email(typed: str) -> str:
    """The e-mail in what was typed, in its one form; empty without one."""
    found = _email(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold()))
    return (found or "").removeprefix("mail:")


def _telephone(text: str) -> str | None:
    """The first number in it that is long enough: extensions, hours and second numbers stand behind words."""
    numbers = (
        "".join(str(unicodedata.decimal(char)) for char in run if char.isdecimal()) for run in _RUN.findall(text)
    )
    digits = next((one for one in numbers if len(one) >= FEWEST_DIGITS), None)
    if digits is None:
        return None
    at = 0
    while (prefix := _prefix(digits, at)) is not None:
        at += len(prefix)
    return f"tel:{digits[at:]}"


def _prefix(digits: str, at: int) -> str | None:
    """What stands there before a whole number; a number that begins with the same digits keeps them."""
    longest = len(digits) - at - NATIONAL_DIGITS
    return next((one for one in _PREFIXES if len(one) <= longest and digits.startswith(one, at)), None)


def _email(text: str) -> str | None:
    """The first one whose domain has a dot: mail goes to no other."""
    found = (one.strip(".") for one in _EMAIL.findall(text))
    return next((f"mail:{one}" for one in found if "." in one.partition("@")[2]), None)
