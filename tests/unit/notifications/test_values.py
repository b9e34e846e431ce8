"""Values of notices survive the outbox, and are said in both languages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from audiencia.notifications.kinds import TEMPLATES, Kind
from audiencia.notifications.values import Value, in_words, pack, unpack

MEXICO = ZoneInfo("America/Mexico_City")


def test_days_and_moments_come_back_as_they_were() -> None:
    values: dict[str, Value] = {
        "folio": "MTP-1",
        "n": 3,
        "day": date(2026, 12, 1),
        "at": datetime(2026, 12, 1, 16, 30, tzinfo=UTC),
    }
    assert unpack(pack(values)) == values


def test_days_are_said_in_words_and_hours_as_clocks_here_show_them() -> None:
    values = {"day": date(2026, 12, 1), "begins": datetime(2026, 12, 1, 16, 30, tzinfo=UTC)}
    assert in_words(values, "es-MX", MEXICO) == {"day": "martes 1 de diciembre", "begins": "10:30"}
    assert in_words(values, "en", MEXICO) == {"day": "Tuesday, 1 December", "begins": "10:30"}


def test_a_moment_without_time_zone_means_nothing() -> None:
    with pytest.raises(ValueError, match="time zone"):
        pack({"at": datetime(2026, 12, 1, 16, 30)})  # noqa: DTZ001


@pytest.mark.parametrize("kind", list(Kind))
def test_every_text_uses_the_slots_that_it_declares(kind: Kind) -> None:
    template = TEMPLATES[kind]
    values = {"municipality": "M", **{slot: f"<{slot}>" for slot in template.slots}}
    whole = " ".join([template.subject, *template.body, template.short, template.push]) % values
    assert all(f"<{slot}>" in whole for slot in template.slots)
