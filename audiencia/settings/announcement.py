"""An announcement that administration makes for a while, as an entry of the catalogue. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import NaiveDatetime, model_validator

from audiencia.core.texts import Model, Slug
from audiencia.settings.catalogue import RETIRED, Entries, Kind, Value, content_of
from audiencia.settings.service_rules import ShortText

AT_ONCE = 3  # Standing announcements that one person may be shown at the same time, beside those of moderators.
Period = tuple[datetime, datetime]


class Announcement(Model):
    """`department`: for whom waits there and reads its page, `None` for everybody. Times are those of the municipality's clocks.
    `begins`: `None` for one that is shown from when it was written."""

    text: ShortText
    department: Slug | None = None
    begins: NaiveDatetime | None = None
    until: NaiveDatetime

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begins is not None and self.begins >= self.until:
            raise ValueError("it ends before it begins")
        return self


def announcement_of(value: Value) -> Announcement:
    """The announcement of an entry. Raises `pydantic.ValidationError`."""
    return Announcement.model_validate(content_of(value))


def too_many(entries: Entries, now: datetime) -> bool:
    """Whether anybody would be shown more than `AT_ONCE` at some moment from now on. `now` as the municipality's clocks say it."""
    found = [
        announcement_of(value)
        for key, value in entries.items()
        if key.kind is Kind.ANNOUNCEMENT and value is not None and not value.get(RETIRED)
    ]
    coming = [one for one in found if one.until > now]
    readers = {one.department for one in coming}
    return any(
        most_at_once((one.begins or now, one.until) for one in coming if one.department in (None, reader)) > AT_ONCE
        for reader in readers
    )


def most_at_once(periods: Iterable[Period]) -> int:
    """How many of them hold at the same moment, at most. A period holds from its beginning on, and at its end no more."""
    listed = list(periods)
    return max((sum(begins <= at < until for begins, until in listed) for at, _ in listed), default=0)
