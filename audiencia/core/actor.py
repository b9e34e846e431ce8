"""Who does something: what the logs of transitions and of accesses keep with each entry."""

from dataclasses import dataclass
from typing import Literal

from audiencia.core.ids import StaffId


@dataclass(frozen=True, slots=True)
class Actor:
    """A citizen is never named here: the entry's own object says whose attention it was."""

    kind: Literal["citizen", "staff", "system"]
    staff_id: StaffId | None = None

    def __post_init__(self) -> None:
        if (self.kind == "staff") != (self.staff_id is not None):
            raise ValueError("staff, and only staff, act under a staff id")


SYSTEM = Actor("system")
CITIZEN = Actor("citizen")


def staff_actor(staff_id: StaffId) -> Actor:
    """The actor for one of the municipality's people."""
    return Actor("staff", staff_id)
