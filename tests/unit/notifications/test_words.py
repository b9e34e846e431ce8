"""Notices in words: what is translated in them, and what is left out."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from audiencia.core import text_files
from audiencia.notifications.kinds import OF_OFFICES, TEMPLATES, Kind
from audiencia.notifications.values import Value
from audiencia.notifications.words import Composer
from audiencia.routes import ROUTES

COMPOSER = Composer(
    "Municipio", "Mpio", "https://a.example.mx", ZoneInfo("America/Mexico_City"), lambda lang, text: f"{lang}:{text}"
)
VALUES: Mapping[str, Value] = {
    "folio": "MTP-26-7KQ4-9XZ2C", "day": date(2026, 12, 8), "reason": "Official mourning", "more": "100 % seguro: %(x)s",
}  # fmt: skip


def test_a_reason_is_translated_and_what_was_written_about_it_is_not() -> None:
    said = COMPOSER.compose(Kind.BOOKING_CALLED_OFF, "en", VALUES)
    assert "Reason: en:Official mourning." in said.body[0]
    assert said.body[1] == "en:100 % seguro: %(x)s"
    assert "Official mourning" in said.short and said.short.endswith(" https://a.example.mx/areas")
    assert "seguro" not in said.short + said.push + said.subject


def test_an_empty_paragraph_is_left_out() -> None:
    plain = Composer("M", "M", "", ZoneInfo("UTC"), lambda _, text: text)
    whole, short = (plain.compose(Kind.BOOKING_CALLED_OFF, "en", {**VALUES, "more": more}) for more in ("x", ""))
    assert len(whole.body) == len(short.body) + 1 and all(short.body)


def test_an_office_is_led_to_the_page_that_its_notice_tells_of() -> None:
    """Whoever is not signed in signs in first, and comes back to it."""
    pages = {kind: TEMPLATES[kind].page for kind in OF_OFFICES}
    assert pages == {
        Kind.STAFF_CASE_DUE: "/expedientes",
        Kind.STAFF_OVERSIGHT: "/expedientes/supervision",
        Kind.STAFF_READINESS: "/revision",
        Kind.STAFF_INCIDENT: "/datos-personales/incidentes",
    }
    assert set(pages.values()) <= {one.path for one in ROUTES if one.method == "GET"}


def test_a_notice_says_why_it_comes_to_who_reads_it() -> None:
    plain = Composer("M", "Mpio", "", ZoneInfo("UTC"), lambda _, text: text)
    for kind, one in TEMPLATES.items():
        why = plain.compose(kind, "en", dict.fromkeys(one.slots, "x")).why
        assert ("agreed to it" in why, "the office's mailbox" in why) == (kind not in OF_OFFICES, kind in OF_OFFICES)


def test_no_words_without_a_notice() -> None:
    assert set(text_files.load("audiencia.notifications", "notice_words.toml")) == set(Kind) == set(TEMPLATES)
