"""The items that a full privacy notice must treat.
Source: Ley de Protección de Datos Personales en Posesión de Sujetos Obligados del Estado de México y Municipios (2017),
art. 31. Which words a municipality uses for each is configuration (`config/notices/notice.toml`, table `items`)."""

import re
from collections.abc import Iterator, Mapping

from audiencia.operations.checks.result import WORDS
from audiencia.settings.municipality_parts import Notice

HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
SHORTEST_SECTION = 20  # Characters; less cannot say anything about an item.
WAYS = frozenset({"sms", "push"})
"""Ways of notices on which others see that somebody is told: the notice speaks of those that are on."""
ITEMS: Mapping[str, str] = WORDS["notice_items"]


def untreated(notice: Notice, code: str) -> Iterator[tuple[str, str]]:
    """Language and heading of each section of an item that is missing or empty. Raises `KeyError` for an item without headings."""
    heading = notice.items[code]
    for language, text, title in (("es", notice.full.es, heading.es), ("en", notice.full.en, heading.en)):
        if len(_section(text, title)) < SHORTEST_SECTION:
            yield language, title


def _section(text: str, title: str) -> str:
    """What is written under a heading, up to the next one."""
    headings = list(HEADING.finditer(text))
    for index, heading in enumerate(headings):
        if heading[1] == title:
            end = headings[index + 1].start() if index + 1 < len(headings) else len(text)
            return text[heading.end() : end].strip()
    return ""
