"""Sentences for whoever runs the service, in their language: Spanish, or English when the machine is set to it. In a page they are
in the language of its reader."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation

from audiencia.core.paths import web_root

_READER: ContextVar[str | None] = ContextVar("reader", default=None)


def _(msgid: str, **values: object) -> str:
    """The text in the language of the reader or the terminal; `%(name)s` in it is filled in from `values`, as in templates.
    English until the catalogues are compiled: a fresh clone explains itself before it is built."""
    text = (NullTranslations() if english() else spanish()).gettext(msgid)
    return text % values if values else text


@cache
def spanish() -> NullTranslations:
    """The catalogue of Spanish, also for what the municipality's own offices are told."""
    return translation("messages", web_root() / "dist" / "locales", ["es_MX"], fallback=True)


@contextmanager
def read_in(language: str) -> Iterator[None]:
    """Within it, `_` gives texts in this language of pages."""
    token = _READER.set(language)
    try:
        yield
    finally:
        _READER.reset(token)


def english() -> bool:
    """Whether the reader, or this terminal, is told things in English."""
    language = _READER.get()
    return speaks_english(os.environ) if language is None else language == "en"


def speaks_english(environment: Mapping[str, str]) -> bool:
    """True when the first of LC_ALL, LC_MESSAGES and LANG that is set names English."""
    chosen = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return chosen.lower().startswith("en")


class Stop(Exception):
    """The service cannot go on, and whoever runs it can mend that. The text says what happened and what to do."""


class NotYet(Stop):
    """What it needs does not answer, and may in a moment: whoever starts it tries again."""
