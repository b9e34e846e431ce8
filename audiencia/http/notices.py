"""The privacy notice as pages show it. Its texts are Markdown from the configuration; HTML inside them stays text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    notice = municipality.notice

    def one(language: Language) -> NoticePage:
        return NoticePage(
            version=notice.version,
            date=notice.date,
            hash=notice.hash,
            purposes=tuple(notice.purposes),
            short_html=Markup(markdown.render(in_language(notice.short, language))),  # noqa: S704 -- escaped by the renderer
            full_html=Markup(markdown.render(in_language(notice.full, language))),  # noqa: S704 -- escaped by the renderer
        )

    return {language: one(language) for language in LANGUAGES}
