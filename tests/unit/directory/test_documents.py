"""Documents: until when they are shown, of whom, and in which order."""

from datetime import datetime, timedelta
from typing import Any

from audiencia.directory.documents import Documents, Logged, by_kind, documents_at
from audiencia.settings.catalogue import Value
from audiencia.settings.document import What
from tests.support.configuration import configured

EXAMPLE = configured()
ADDED = datetime(2026, 12, 1, 9, tzinfo=EXAMPLE.zone)
CLOSES = datetime(2026, 12, 8, 14, tzinfo=EXAMPLE.zone)
SECOND = timedelta(seconds=1)


def entry(name: str, what: str = "call", until: str | None = "2026-12-08T14:00", **more: Any) -> Value:
    texts = {"es": name, "en": name[::-1]}
    return {"what": what, "name": texts, "summary": texts, "url": "https://example.org/a.pdf", "until": until} | more


def at(now: datetime, *values: Value | None) -> Documents:
    return documents_at(now, [Logged(f"d{n}", one, ADDED, ADDED) for n, one in enumerate(values)], EXAMPLE)


def keys(found: Documents) -> list[str]:
    return [one.key for one in found.shown]


def test_it_is_shown_until_its_moment_and_at_that_moment_no_more() -> None:
    for what in What:
        assert keys(at(CLOSES - SECOND, entry("Becas", what))) == ["d0"]
        assert keys(at(CLOSES, entry("Becas", what))) == []
    assert keys(at(CLOSES + timedelta(days=9999), entry("Bando", "regulation", None))) == ["d0"]


def test_what_is_retired_taken_back_or_of_a_department_that_is_gone_is_not_shown() -> None:
    found = at(
        ADDED,
        entry("A", retired=True),
        None,
        entry("B", department="no-hay"),
        entry("C", department="agua"),
        entry("D"),
    )
    assert [(one.key, one.publisher and one.publisher.es) for one in found.shown] == [
        ("d3", "Agua y Drenaje"),
        ("d4", None),
    ]


def test_what_ended_is_a_change_too() -> None:
    assert at(ADDED).changed_at is None
    assert at(CLOSES - SECOND, entry("Becas")).changed_at == ADDED
    assert at(CLOSES + SECOND, entry("Becas")).changed_at == CLOSES


def test_calls_stand_by_their_end_and_the_rest_by_name() -> None:
    found = at(
        ADDED, entry("Ayuda", until="2026-12-09T10:00"), entry("Zapatos", until="2026-12-08T10:00"),
        entry("Útiles", "format", "2026-12-08T09:00"), entry("árbol", "format", None), entry("Baile", "format", None),
    ).shown  # fmt: skip
    spanish = {what: [one.document.name.es for one in some] for what, some in by_kind(found, "es").items()}
    assert spanish == {
        What.CALL: ["Zapatos", "Ayuda"], What.FORMAT: ["árbol", "Baile", "Útiles"], What.REGULATION: [],
    }  # fmt: skip
    assert [one.document.name.en for one in by_kind(found, "en")[What.FORMAT]] == ["eliaB", "lobrá", "selitÚ"]
