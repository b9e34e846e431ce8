"""The privacy notice as pages show it. Its texts are Markdown from the configuration; HTML inside them stays text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from audiencia.http.i18n import LANGUAGES, Language, in_language
from audiencia.settings.config import Municipality


@dataclass(frozen=True, slots=True)
class NoticePage:
    """The notice in one language. `purposes` are the configured ones, with texts in both."""

    version: str
    date: date
    hash: str
    purposes: tuple[Any, ...]
    short_html: Markup
    full_html: Markup


def render(municipality: Municipality) -> Mapping[Language, NoticePage]:
    """The notice in force, rendered once for each language."""
    notice = municipality.notice

    def one(language: Language) -> NoticePage:
        return NoticePage(
            version=notice.version,
            date=notice.date,
            hash=notice.hash,
            purposes=tuple(notice.purposes),
            short_html=_html(in_language(notice.short, language)),
            full_html=_html(in_language(notice.full, language)),
        )

    return {language: one(language) for language in LANGUAGES}


@lru_cache(16)
def _html(text: str) -> Markup:
    """A text that is as it was stays rendered when the rest of the configuration changes."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return Markup(markdown.render(text))  # noqa: S704 -- escaped by the renderer
