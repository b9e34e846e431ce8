"""Texts that are marked for the catalogues where they are kept, and translated where they are shown. Pure."""

from collections.abc import Callable
from typing import Any


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
