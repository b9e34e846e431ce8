"""What is said of a password that somebody chooses, by the reasons of `passwords.fault`."""

from collections.abc import Mapping

from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.staff.passwords import MAX_LENGTH, MIN_LENGTH

SAID: Mapping[str, str] = {
    "required": N_("Write the password that you choose"),
    "too_short": N_("Choose a longer password: %(least)s characters at least"),
    "too_long": N_("Choose a shorter password: %(most)s characters at most"),
    "guessable": N_("Choose another password: this one is guessed at once"),
    "breached": N_("Choose another password: this one is on the lists of stolen passwords, which are tried first"),
    "not_the_same": N_("Write the same password again"),
    "wrong": N_("This is not your password of now"),
}
CODE: Mapping[str, str] = {
    "wrong": N_("This code does not count: write the one that the application shows now"),
    "required": N_("Write the code"),
}
KEY: Mapping[str, str] = {
    "refused": N_("The passkey was not made. Try it again"),
    "too_many": N_("You have ten passkeys: take one away first"),
}
NOW_REQUIRED = N_("Write your password of now")


def said(words: Words, fields: Mapping[str, str]) -> dict[str, str]:
    """By field; what has no words here is left out."""
    lengths = {"least": MIN_LENGTH, "most": MAX_LENGTH}
    return {name: _one(words, name, why) % lengths for name, why in fields.items() if why in _words(name)}


def _words(name: str) -> Mapping[str, str]:
    return {"code": CODE, "key": KEY}.get(name, SAID)


def _one(words: Words, name: str, why: str) -> str:
    if name.endswith("current") and why == "required":
        return words.gettext(NOW_REQUIRED)
    return words.gettext(_words(name)[why])
