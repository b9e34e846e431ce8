"""How long each kind of record is kept, why, and what is blocked before it is suppressed."""

import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Literal, TypeVar, get_args

from pydantic import Field

from audiencia.core.texts import Model, Text

PersonKind = Literal["visits", "unattended", "cases", "complaints"]
"""What a person's data are kept as: they go together, with the person's key."""
PERSON_KINDS: tuple[PersonKind, ...] = get_args(PersonKind)
RowKind = Literal["attachments", "notice_contacts", "notices_sent", "receipts", "call_list", "invitations"]
"""Rows that go by themselves, before the person's data or without any."""
ROW_KINDS: tuple[RowKind, ...] = get_args(RowKind)
MOST_DAYS = 36_500


class Kept(Model):
    """Rows that are deleted `keep_days` after the matter ended; `ground`: why so long."""

    keep_days: int = Field(ge=0, le=MOST_DAYS)
    ground: Text


class KeptAWeek(Kept):
    """Rows that say what was done this week: what comes once a week would be done again without them."""

    keep_days: int = Field(ge=7, le=MOST_DAYS)


class Blocked(Model):
    """`block_days`: from blocking to suppression."""

    block_days: int = Field(ge=0, le=MOST_DAYS)
    ground: Text


class KeptBlocked(Kept, Blocked):
    """Persons' data: blocked `keep_days` after the matter ended, suppressed `block_days` later."""


SHIPPED = tomllib.loads(Path(__file__).with_name("retention.toml").read_text("utf-8"))
Kind = TypeVar("Kind", bound=Model)


def _shipped(kind: type[Kind], name: str) -> Kind:
    return kind.model_validate(SHIPPED[name])


class Retention(Model):
    """`at`: when the run of each night begins, in the municipality's time zone. What a file leaves out is as shipped."""

    at: time = time(3, 30)
    visits: KeptBlocked = _shipped(KeptBlocked, "visits")
    unattended: KeptBlocked = _shipped(KeptBlocked, "unattended")
    cases: KeptBlocked = _shipped(KeptBlocked, "cases")
    complaints: KeptBlocked = _shipped(KeptBlocked, "complaints")
    cancellation: Blocked = _shipped(Blocked, "cancellation")
    attachments: Kept = _shipped(Kept, "attachments")
    notice_contacts: Kept = _shipped(Kept, "notice_contacts")
    notices_sent: KeptAWeek = _shipped(KeptAWeek, "notices_sent")
    receipts: Kept = _shipped(Kept, "receipts")
    call_list: Kept = _shipped(Kept, "call_list")
    invitations: Kept = _shipped(Kept, "invitations")

    def of_persons(self) -> Mapping[PersonKind, KeptBlocked]:
        """The terms of persons' data."""
        return {kind: getattr(self, kind) for kind in PERSON_KINDS}

    def of_rows(self) -> Mapping[RowKind, Kept]:
        """The terms of what is deleted by itself."""
        return {kind: getattr(self, kind) for kind in ROW_KINDS}
