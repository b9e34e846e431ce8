"""The authorisation matrix: who may do what. A route or an event without a row is refused to everybody.
Rows of pages are `METHOD /path` and stand with the pages (`audiencia.routes`); rows of live events, `namespace event`,
in `live_events.toml`. Tests hold that each event has a row, and compare both with the grid."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from audiencia.core import text_files
from audiencia.staff.roles import STAFF_ROLES, Role

ANYBODY = frozenset({Role.PUBLIC})
CITIZEN = frozenset({Role.CITIZEN})
RELATIVE = frozenset({Role.RELATIVE})
STAFF = STAFF_ROLES
DIRECTOR = frozenset({Role.DIRECTOR})
ASSISTANT = frozenset({Role.ASSISTANT})
MODERATOR = frozenset({Role.MODERATOR})
FRONT_DESK = frozenset({Role.FRONT_DESK})
MAYOR = frozenset({Role.MAYOR})
INTERPRETER = frozenset({Role.INTERPRETER})
COMMUNICATION = frozenset({Role.COMMUNICATION})
PRIVACY = frozenset({Role.PRIVACY_OFFICER})
AUDITOR = frozenset({Role.AUDITOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
REPORT = COMMUNICATION | MODERATOR | ADMINISTRATOR
DESK = DIRECTOR | MAYOR  # the mayor attends in a room as a director does
ROOM = DESK | ASSISTANT  # What an assistant may do for the director, at the room where they sit.


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who may do what. What it has no row of, nobody may."""

    rows: Mapping[str, frozenset[Role]]

    def with_rows(self, more: Mapping[str, frozenset[Role]]) -> "Matrix":
        """These rows too."""
        return Matrix(MappingProxyType({**self.rows, **more}))

    def roles_for(self, operation: str) -> frozenset[Role]:
        """Who may do it; empty for what has no row."""
        return self.rows.get(operation, frozenset())

    def may(self, role: Role, operation: str) -> bool:
        """Whether this role may do it."""
        allowed = self.roles_for(operation)
        return role in allowed or Role.PUBLIC in allowed


EVENTS = Matrix(
    {
        f"{namespace} {event}": frozenset(map(Role, roles.split()))
        for namespace, rows in text_files.load("audiencia.staff", "live_events.toml").items()
        for roles, events in rows.items()
        for event in events
    }
)
