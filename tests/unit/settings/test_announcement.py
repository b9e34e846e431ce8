"""Announcements of administration: their period, and how many one person may be shown at once."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from audiencia.settings.announcement import AT_ONCE, Announcement, announcement_of, most_at_once, too_many
from audiencia.settings.catalogue import Key, Kind, Value, differences, entries_of, in_force
from tests.support.configuration import configured

NOW = datetime.fromisoformat("2026-12-08T10:00")
HOUR = timedelta(hours=1)


def entry(begins: datetime | None, until: datetime, department: str | None = None, *, retired: bool = False) -> Value:
    return {
        "text": {"es": "Hay obras", "en": "There are works"}, "department": department, "retired": retired,
        "begins": begins and begins.isoformat()[:16], "until": until.isoformat()[:16],
    }  # fmt: skip


def entries(*values: Value | None) -> dict[Key, Value | None]:
    return {Key(Kind.ANNOUNCEMENT, f"a{n}"): value for n, value in enumerate(values)}


def test_it_ends_after_it_begins() -> None:
    one = announcement_of(entry(NOW, NOW + HOUR))
    assert (one.begins, one.until, one.department) == (NOW, NOW + HOUR, None)
    assert announcement_of(entry(None, NOW)).begins is None
    for until in (NOW, NOW - HOUR):
        with pytest.raises(ValidationError):
            announcement_of(entry(NOW, until))
    with pytest.raises(ValidationError):
        Announcement.model_validate({"text": {"es": "x" * 301, "en": "x"}, "until": NOW})


def test_one_that_ends_when_the_next_begins_is_not_there_with_it() -> None:
    assert most_at_once([]) == 0
    assert most_at_once([(NOW, NOW + HOUR), (NOW + HOUR, NOW + 2 * HOUR)]) == 1
    assert most_at_once([(NOW, NOW + 2 * HOUR), (NOW + HOUR, NOW + 3 * HOUR)]) == 2


def test_nobody_is_shown_more_than_people_read() -> None:
    full = [entry(None, NOW + HOUR)] * AT_ONCE
    assert not too_many(entries(*full), NOW)
    assert too_many(entries(*full, entry(None, NOW + HOUR, "agua")), NOW)
    assert not too_many(entries(*full, entry(NOW + HOUR, NOW + 2 * HOUR)), NOW)
    assert not too_many(entries(*full, entry(NOW - 2 * HOUR, NOW)), NOW)
    assert not too_many(entries(*full, entry(None, NOW + HOUR, retired=True), None), NOW)
    apart = [entry(None, NOW + HOUR, department) for department in ("agua", "tesoreria") for _ in range(AT_ONCE)]
    assert not too_many(entries(*apart), NOW)


def test_files_say_nothing_of_them() -> None:
    mine = entries(entry(None, NOW + HOUR))
    assert differences(mine, {}) == {}
    files = configured()
    seeded = entries_of(files)
    assert in_force(files, {**seeded, **mine}) == in_force(files, seeded)
