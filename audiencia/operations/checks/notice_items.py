"""The items that a full privacy notice must treat.

Source: Ley de Protección de Datos Personales en Posesión de Sujetos Obligados del Estado de México y Municipios (2017),
art. 31. Which words a municipality uses for each is configuration (`config/notices/notice.toml`, table `items`).
"""

import re
from collections.abc import Iterator

from audiencia.core.gettext_mark import N_
from audiencia.settings.municipality_parts import Notice

HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
SHORTEST_SECTION = 20
"""Characters; less cannot say anything about an item."""
WAYS = frozenset({"sms", "push"})
"""Ways of notices on which others see that somebody is told: the notice speaks of those that are on."""
ITEMS = {
    "controller": N_("name of the body responsible"),
    "administrator": N_("administrator's name, position and department"),
    "system_name": N_("name of the data system"),
    "data_collected": N_("data processed, naming the sensitive ones"),
    "compulsory_or_optional": N_("compulsory or optional"),
    "consequences_of_refusal": N_("consequences of refusing"),
    "purposes": N_("purposes, and which need consent"),
    "transfers": N_("transfers"),
    "refusal_means": N_("means to refuse before the processing"),
    "rights": N_("how to exercise one's rights"),
    "revocation": N_("withdrawal of consent"),
    "limiting_use": N_("ways to limit use or disclosure"),
    "changes": N_("how changes are made known"),
    "processor": N_("processor"),
    "address": N_("address of the body responsible"),
    "legal_basis": N_("legal basis"),
    "portability": N_("portability"),
    "transparency_unit": N_("address of the transparency unit"),
    "authority_contact": N_("contact of the supervising authority"),
}


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
