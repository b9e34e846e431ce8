"""Lints what the models alone cannot see: the privacy notice's completeness, colours that can be read, variables that fit."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.core.gettext_mark import Sentence
from audiencia.db import address
from audiencia.operations import tls
from audiencia.operations.checks import notice_ways, provider
from audiencia.operations.checks.notice_items import ITEMS, WAYS, untreated
from audiencia.operations.checks.notice_ways import CODE, wrong
from audiencia.operations.checks.result import Check, State, check
from audiencia.privacy.retention import words as retention_words
from audiencia.settings.config import ConfigError, Municipality, Settings, load_municipality
from audiencia.settings.config_files import Problem
from audiencia.settings.municipality_parts import Notice
from audiencia.settings.sign_in_rules import USUAL

TO_COMPLETE = re.compile(r"\[(?:COMPLETAR|COMPLETE)\b[^\]]*\]")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- compared, never bound
RETENTION = "retention.toml"
READABLE = 4.5  # Contrast of text (WCAG 2.2, success criterion 1.4.3).


def lint(municipality: Municipality, *, demo: bool = True) -> list[Check]:
    """What is wrong with the files, or is to be known. Red ones keep the service from starting: a notice with places to complete is
    fit for a demonstration (`demo`), never for people."""
    notice = municipality.notice
    return [
        *_missing_items(notice),
        *_purposes(notice),
        *_to_complete(notice, demo),
        *_contrast(municipality),
        *_second_step(municipality, demo),
        *_services(municipality),
        *_lost_terms(municipality),
        *_retention(municipality),
    ]


def unfit(settings: Settings, municipality: Municipality) -> list[Check]:
    """What `serve` does not start with, and why `audiencia check` says that the configuration cannot be used."""
    found = [*lint(municipality, demo=settings.demo), *surroundings(settings, municipality)]
    return [one for one in found if one.state is State.RED]


def surroundings(settings: Settings, municipality: Municipality) -> list[Check]:
    """What is wrong with the variables: each would end the start, or fail at each notice, or give a secret away."""
    found = [*notice_ways.problems(settings, municipality), *provider.problems(settings, municipality)]
    if settings.database_url is not None and (what := address.problem(settings.database_url)) is not None:
        found.append(wrong(address.VARIABLE, Sentence(what)))
    if settings.tls_certificate is not None:
        try:
            tls.context(settings.tls_certificate)
            if (since := tls.expired(settings.tls_certificate, datetime.now(UTC))) is not None:
                day, file = f"{since:%Y-%m-%d}", settings.tls_certificate
                over = Sentence("%(file)s expired on %(day)s; renew it.", file=file, day=day)
                found.append(wrong("AUDIENCIA_TLS_CERTIFICATE", over))
        except Stop as error:
            where, what = str(error).split(": ", 1)
            found.append(wrong(where, Sentence(what)))
    if settings.media_host in EVERYWHERE and not settings.media_announce and not settings.lan:
        what_is_missing = Sentence("the IP address at which browsers reach the video is missing")
        found.append(wrong("AUDIENCIA_MEDIA_ANNOUNCE", what_is_missing))
    if ":" not in settings.media_host and any(":" in one for one in settings.announced):
        found.append(wrong("AUDIENCIA_MEDIA_HOST", Sentence("an IPv6 address is announced: listen on IPv6 too, by ::")))
    return found


def refuse_unfit(settings: Settings) -> None:
    """Raises `ConfigError` when the service must not start with this configuration."""
    found = unfit(settings, load_municipality(settings.config))
    if found:
        raise ConfigError(problems(settings.config, found))


def problems(file: Path, found: Sequence[Check]) -> list[Problem]:
    """Checks as problems of a file, in the form in which its readers report them."""
    return [Problem(file, one.name.said(_), one.sentence.said(_)) for one in found]


def _missing_items(notice: Notice) -> list[Check]:
    found = []
    for code, meaning in ITEMS.items():
        if code not in notice.items:
            what = Sentence("item of art. 31 is missing: %(name)s", name=Sentence(meaning))
            found.append(wrong(f"notices/notice.toml › items › {code}", what))
    for code in notice.items.keys() & (ITEMS.keys() | WAYS):
        for language, title in untreated(notice, code):
            what = Sentence("the section «%(title)s» is missing or empty", title=title)
            found.append(wrong(f"notices/full.{language}.md", what))
    unknown = sorted(notice.items.keys() - ITEMS.keys() - WAYS)
    return found + [
        wrong(f"notices/notice.toml › items › {code}", Sentence("this key is not known")) for code in unknown
    ]


def _purposes(notice: Notice) -> list[Check]:
    if any(purpose.required for purpose in notice.purposes):
        return []
    what = Sentence("no purpose is required")
    return [wrong("notices/notice.toml › purposes", what)]


def _second_step(municipality: Municipality, demo: bool) -> list[Check]:
    """Roles that see everybody's data by a password alone; in a demonstration all are."""
    without = [role for role in USUAL if role not in municipality.sign_in.second_step]
    if demo or not without:
        return []
    what = Sentence(
        "roles that see everybody's data sign in with a password alone: %(roles)s", roles=", ".join(without)
    )
    return [wrong("municipality.toml › sign_in › second_step", what)]


def _to_complete(notice: Notice, demo: bool) -> list[Check]:
    state = State.AMBER if demo else State.RED
    texts = {
        "short.es.md": notice.short.es,
        "short.en.md": notice.short.en,
        "full.es.md": notice.full.es,
        "full.en.md": notice.full.en,
    }
    return [
        Check(CODE, state, Sentence(f"notices/{name}"), Sentence("%(count)s places are to be completed", count=count))
        for name, text in texts.items()
        if (count := len(TO_COMPLETE.findall(text)))
    ]


def kept(municipality: Municipality) -> list[Check]:
    """How long what people leave is kept, for whoever compares it with the catalogue of documentary disposition."""
    return [
        check("retention", State.GREEN, Sentence(retention_words.name(kind)),
              Sentence("kept for %(keep)s days, then blocked for %(block)s", keep=term.keep_days, block=term.block_days))
        for kind, term in municipality.retention.of_persons().items()
    ]  # fmt: skip


def _retention(municipality: Municipality) -> list[Check]:
    """Files that outlive the case that they came with are not kept as long as the file says."""
    rules = municipality.retention
    if rules.attachments.keep_days <= rules.cases.keep_days + rules.cases.block_days:
        return []
    what = Sentence("longer than the case, with which they go")
    return [Check(CODE, State.AMBER, Sentence(f"{RETENTION} › attachments"), what)]


def _contrast(municipality: Municipality) -> list[Check]:
    colours = municipality.colours
    found = []
    for name, ground, ink in (
        ("brand", colours.brand, colours.brand_ink),
        ("accent", colours.accent, colours.accent_ink),
    ):
        ratio = contrast(ground, ink)
        if ratio < READABLE:
            what = Sentence(
                "%(name)s_ink cannot be read upon %(name)s: contrast %(ratio)s, at least %(readable)s",
                name=name,
                ratio=f"{ratio:.1f}",
                readable=READABLE,
            )
            found.append(wrong("municipality.toml › colours", what))
    return found


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _services(municipality: Municipality) -> list[Check]:
    """What is to be known of the directory. It never keeps a municipality from attending people."""
    examples = sum(one.example for one in municipality.services)
    if not municipality.services:
        what = Sentence(
            "there are none: the directory is empty; add them in /administracion/servicios or by `audiencia import`"
        )
        return [_note("services", what)]
    found = []
    if examples:
        what = Sentence(
            "%(examples)s services of the example are left, which the directory publishes: write your own, or remove the "
            "files",
            examples=examples,
        )
        found.append(_note("services", what))
    return found + _lost_services(municipality)


def _note(where: str, what: Sentence) -> Check:
    return Check(CODE, State.AMBER, Sentence(where), what)


def _lost_terms(municipality: Municipality) -> list[Check]:
    """Terms of topics that there are not."""
    known = {(one.slug, topic.slug) for one in municipality.departments for topic in one.topics}
    return [
        _note(
            "petitions.toml › terms",
            Sentence("«%(department)s» has no topic «%(topic)s»", department=one.department, topic=one.topic),
        )
        for one in municipality.petitions.terms
        if (one.department, one.topic) not in known
    ]


def _lost_services(municipality: Municipality) -> list[Check]:
    """Services of nobody, or that lead to no topic: the first are left out of the directory, the others lead to their department.
    Of the example's nobody minds."""
    found = []
    for one in municipality.services:
        where, department = f"services/{one.department}.toml › {one.slug}", municipality.department(one.department)
        if one.example:
            continue
        if department is None or department.by_rule:
            what = Sentence("it is of no department that can be chosen")
            found.append(_note(where, what))
        elif one.topic is not None and all(topic.slug != one.topic for topic in department.topics):
            what = Sentence("the department has no topic «%(topic)s»", topic=one.topic)
            found.append(_note(where, what))
    return found
