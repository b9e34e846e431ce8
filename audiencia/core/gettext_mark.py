"""Texts that are marked for the catalogues where they are kept, and translated where they are shown. Pure."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Self


def N_(msgid: str) -> str:  # noqa: N802 -- the name that extractors of messages know
    """The text as it is: only `tools.messages` takes notice."""
    return msgid


class Sentence:
    """A text with what is filled in for `%(name)s`: whoever shows it translates it."""

    __slots__ = ("msgid", "values")

    def __init__(self, msgid: str, **values: Any) -> None:
        self.msgid, self.values = msgid, values

    def said(self, gettext: Callable[[str], str]) -> str:
        """In the language of `gettext`; sentences among the values too."""
        said = {name: one.said(gettext) if isinstance(one, Sentence) else one for name, one in self.values.items()}
        return gettext(self.msgid) % said if said else gettext(self.msgid)


class Worded(StrEnum):
    """Codes with their words: `REFUSED = "refused", N_("It is refused")`. `says`: a message id."""

    says: str

    def __new__(cls, code: str, says: str = "") -> Self:
        made = str.__new__(cls, code)
        made._value_, made.says = code, says
        return made

    @classmethod
    def words(cls) -> dict[Self, str]:
        """What each says, by its code."""
        return {one: one.says for one in cls}
