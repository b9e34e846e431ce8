"""What is said of a password that somebody chooses, by the reasons of `passwords.fault` (`password_words.toml`)."""

from collections.abc import Mapping

from audiencia.core import text_files
from audiencia.http.i18n import Words
from audiencia.staff.passwords import MAX_LENGTH, MIN_LENGTH

_TEXTS = text_files.load("audiencia.http.staff_pages", "password_words.toml")
NOW_REQUIRED = _TEXTS["now_required"]


def said(words: Words, fields: Mapping[str, str]) -> dict[str, str]:
    """By field; what has no words here is left out."""
    lengths = {"least": MIN_LENGTH, "most": MAX_LENGTH}
    return {name: _one(words, name, why) % lengths for name, why in fields.items() if why in _words(name)}


def _words(name: str) -> Mapping[str, str]:
    found: Mapping[str, str] = _TEXTS[name if name in ("code", "key") else "password"]
    return found


def _one(words: Words, name: str, why: str) -> str:
    if name.endswith("current") and why == "required":
        return words.gettext(NOW_REQUIRED)
    return words.gettext(_words(name)[why])
