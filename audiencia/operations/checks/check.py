"""Lints what the models alone cannot see: the privacy notice's completeness, colours that can be read, variables that fit."""

import re
from dataclasses import dataclass

from audiencia.core.cli_text import Stop, _
from audiencia.db import address
from audiencia.operations import tls
from audiencia.operations.checks import notice_ways
from audiencia.operations.checks.notice_items import ITEMS
from audiencia.settings.config import ConfigError, Municipality, Notice, Settings, load_municipality
from audiencia.settings.config_files import Problem

HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
TO_COMPLETE = re.compile(r"\[(?:COMPLETAR|COMPLETE)\b[^\]]*\]")
SHORTEST_SECTION = 20
"""Characters; less cannot say anything about an item."""
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- compared, never bound
READABLE = 4.5
"""Contrast of text (WCAG 2.2, success criterion 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`serious`: the configuration must not be used with it. Others are to be mended before production, unless they only are to
    be known (`stops`)."""

    where: str
    what: str
    serious: bool = True
    stops: bool = True

    def __str__(self) -> str:
        kind = _("Error") if self.serious else _("To do") if self.stops else _("Notice")
        return f"{kind}: {self.where}: {self.what}"


def lint(municipality: Municipality) -> list[Finding]:
    """Everything found, serious or not."""
    notice = municipality.notice
    return [
        *_missing_items(notice),
        *_purposes(notice),
        *_to_complete(notice),
        *_contrast(municipality),
        *_services(municipality),
    ]


def unfit(settings: Settings, municipality: Municipality) -> list[Finding]:
    """What `serve` does not start with, and why `audiencia check` says that the configuration cannot be used.

    A notice with places to complete is fit for a demonstration, never for people.
    """
    found = [one for one in lint(municipality) if one.serious or (one.stops and not settings.demo)]
    return [*found, *surroundings(settings, municipality)]


def surroundings(settings: Settings, municipality: Municipality) -> list[Finding]:
    """What is wrong with the variables: each would end the start, or fail at each notice, or give a secret away."""
    found = [Finding(one.where, one.what) for one in notice_ways.problems(settings, municipality)]
    if settings.database_url is not None and (what := address.problem(settings.database_url)) is not None:
        found.append(Finding(address.VARIABLE, what))
    if settings.tls_certificate is not None:
        try:
            tls.context(settings.tls_certificate)
        except Stop as error:
            where, what = str(error).split(": ", 1)
            found.append(Finding(where, what))
    if settings.media_host in EVERYWHERE and not settings.media_announce and not settings.lan:
        found.append(
            Finding("AUDIENCIA_MEDIA_ANNOUNCE", _("the IP address at which browsers reach the video is missing"))
        )
    return found


def refuse_unfit(settings: Settings) -> None:
    """Raises `ConfigError` when the service must not start with this configuration."""
    found = unfit(settings, load_municipality(settings.config))
    if found:
        raise ConfigError([Problem(settings.config, one.where, one.what) for one in found])


def _missing_items(notice: Notice) -> list[Finding]:
    found = []
    for code, meaning in ITEMS.items():
        heading = notice.items.get(code)
        if heading is None:
            where, name = (
                f"notices/notice.toml › items › {code}",
                _(meaning),
            )
            found.append(Finding(where, _("item of art. 31 is missing: %(name)s", name=name)))
            continue
        for file, text, title in (
            ("es", notice.full.es, heading.es),
            ("en", notice.full.en, heading.en),
        ):
            if len(_section(text, title)) < SHORTEST_SECTION:
                what = _("the section «%(title)s» is missing or empty", title=title)
                found.append(Finding(f"notices/full.{file}.md", what))
    unknown = sorted(notice.items.keys() - ITEMS.keys())
    return found + [Finding(f"notices/notice.toml › items › {code}", _("this key is not known")) for code in unknown]


def _section(text: str, title: str) -> str:
    """What is written under a heading, up to the next one."""
    headings = list(HEADING.finditer(text))
    for index, heading in enumerate(headings):
        if heading[1] == title:
            end = headings[index + 1].start() if index + 1 < len(headings) else len(text)
            return text[heading.end() : end].strip()
    return ""


def _purposes(notice: Notice) -> list[Finding]:
    if any(purpose.required for purpose in notice.purposes):
        return []
    what = _("no purpose is required")
    return [Finding("notices/notice.toml › purposes", what)]


def _to_complete(notice: Notice) -> list[Finding]:
    texts = {
        "short.es.md": notice.short.es,
        "short.en.md": notice.short.en,
        "full.es.md": notice.full.es,
        "full.en.md": notice.full.en,
    }
    return [
        Finding(f"notices/{name}", _("%(count)s places are to be completed", count=count), serious=False)
        for name, text in texts.items()
        if (count := len(TO_COMPLETE.findall(text)))
    ]


def _contrast(municipality: Municipality) -> list[Finding]:
    colours = municipality.colours
    found = []
    for name, ground, ink in (
        ("brand", colours.brand, colours.brand_ink),
        ("accent", colours.accent, colours.accent_ink),
    ):
        ratio = contrast(ground, ink)
        if ratio < READABLE:
            what = _(
                "%(name)s_ink cannot be read upon %(name)s: contrast %(ratio)s, at least %(readable)s",
                name=name,
                ratio=f"{ratio:.1f}",
                readable=READABLE,
            )
            found.append(Finding("municipality.toml › colours", what))
    return found


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _services(municipality: Municipality) -> list[Finding]:
    """What is to be known of the directory. It never keeps a municipality from attending people."""
    examples = sum(one.example for one in municipality.services)
    if not municipality.services:
        what = _(
            "there are none: the directory is empty; add them in /administracion/servicios or by `audiencia import`"
        )
        return [_note("services", what)]
    found = []
    if examples:
        what = _(
            "%(examples)s services of the example are left, which the directory publishes: write your own, or remove the "
            "files",
            examples=examples,
        )
        found.append(_note("services", what))
    return found + _lost_services(municipality)


def _note(where: str, what: str) -> Finding:
    return Finding(where, what, serious=False, stops=False)


def _lost_services(municipality: Municipality) -> list[Finding]:
    """Services of nobody, or that lead to no topic: the first are left out of the directory, the others lead to their department.
    Of the example's nobody minds."""
    found = []
    for one in municipality.services:
        where, department = f"services/{one.department}.toml › {one.slug}", municipality.department(one.department)
        if one.example:
            continue
        if department is None or department.by_rule:
            what = _("it is of no department that can be chosen")
            found.append(_note(where, what))
        elif one.topic is not None and all(topic.slug != one.topic for topic in department.topics):
            what = _("the department has no topic «%(topic)s»", topic=one.topic)
            found.append(_note(where, what))
    return found
