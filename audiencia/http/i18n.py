"""Languages: one gettext catalogue each for pages and islands, one Jinja2 environment each.
msgids are English; es-MX is the default. An environment per language, because gettext on an overlay changes its parent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import jinja2
from babel.dates import format_date, format_timedelta
from babel.support import Translations

from audiencia.core.errors import existing
from audiencia.core.gettext_mark import Sentence
from audiencia.core.unbroken import unbroken
from audiencia.http.assets import Assets, FrontEndMissing
from audiencia.http.templates import Compiled, compiling_environment
from audiencia.settings.config import Text
from audiencia.settings.municipality_parts import Markdown

Language = Literal["es-MX", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "es-MX"
DAY_PATTERNS = {"es-MX": "EEEE d 'de' MMMM 'de' y", "en": "EEEE, d MMMM y"}
MONTH_PATTERNS = {"es-MX": "LLLL 'de' y", "en": "LLLL y"}
_MOST_RANGES = 20


@dataclass(frozen=True, slots=True)
class Words:
    """One language: its texts, its templates, and the texts of each island: whoever waits loads no others."""

    language: Language
    translations: NullTranslations
    environment: jinja2.Environment
    island_catalogues: Mapping[str, Mapping[str, Any]]

    def gettext(self, msgid: str) -> str:
        """The text in this language; the msgid when there is no translation."""
        return self.translations.gettext(msgid)

    def text(self, text: Text | Markdown | str) -> str:
        """The configured text in this language."""
        return in_language(text, self.language)


Languages = Mapping[Language, Words]


def load(templates: Path, locales: Path, assets: Assets, zone: ZoneInfo) -> Languages:
    """All languages. Raises `FrontEndMissing` when the catalogues were not built."""
    compiled = Compiled.read(locales.parent / "templates.bin")
    return {language: _load_one(language, templates, locales, assets, zone, compiled) for language in LANGUAGES}


def choose(chosen: str | None, accept_language: str) -> Language:
    """What the person chose (cookie), else what the browser prefers, else es-MX."""
    if chosen in LANGUAGES:
        return chosen
    for tag in _preferred(accept_language):
        family = tag.split("-")[0].lower()
        if family in ("es", "en"):
            return "es-MX" if family == "es" else "en"
    return DEFAULT


def named(name: str) -> Language:
    """The language of this name in an address. Raises `NotFound`."""
    return existing(next((one for one in LANGUAGES if one == name), None))


def in_language(text: Text | Markdown | str, language: Language) -> str:
    """The configured text in this language; what is configured only once (an address) is the same in both."""
    if isinstance(text, str):
        return text
    return text.es if language == "es-MX" else text.en


def _preferred(accept_language: str) -> list[str]:
    """Language tags by falling quality (RFC 9110, section 12.5.4); what cannot be read is left out."""
    ranked = []
    for part in accept_language.split(",")[:_MOST_RANGES]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if weight > 0:
            ranked.append((weight, tag.strip()))
    return [tag for _, tag in sorted(ranked, key=lambda pair: -pair[0])]


def _load_one(
    language: Language, templates: Path, locales: Path, assets: Assets, zone: ZoneInfo, compiled: Compiled
) -> Words:
    name = language.replace("-", "_")
    translations = Translations.load(locales, [name])
    catalogue = locales / f"{name}.json"
    if not isinstance(translations, Translations) or not catalogue.is_file():
        raise FrontEndMissing(f"The texts in {language} are not built ({locales}); run: make build")
    environment = compiling_environment(templates, compiled)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        t=lambda text: text.said(translations.gettext) if isinstance(text, Sentence) else in_language(text, language),
        day=lambda day: _day(day, language, zone),
        month=lambda day: format_date(day, MONTH_PATTERNS[language], locale=language.replace("-", "_")),
        clock=lambda moment: moment.astimezone(zone).strftime("%H:%M"),
        second=lambda moment: moment.astimezone(zone).strftime("%H:%M:%S"),
        unbroken=unbroken,
        span=lambda seconds: _span(seconds, language),
        moment=lambda moment: f"{_day(moment, language, zone)}, {moment.astimezone(zone):%H:%M}",
    )
    environment.globals.update(asset=assets.url, preloads=assets.preloads, integrity=assets.integrity)
    return Words(language, translations, environment, json.loads(catalogue.read_text("utf-8")))


def _span(seconds: float, language: Language) -> str:
    """How long it is, in the unit in which it is two at least, whichever way it goes: 40 minutes."""
    span = timedelta(seconds=abs(seconds))
    return format_timedelta(span, threshold=2, locale=language.replace("-", "_"))


def _day(day: date | datetime, language: Language, zone: ZoneInfo) -> str:
    """A date in words; of a moment, the date that it has in the municipality."""
    local = day.astimezone(zone).date() if isinstance(day, datetime) else day
    return format_date(local, DAY_PATTERNS[language], locale=language.replace("-", "_"))
