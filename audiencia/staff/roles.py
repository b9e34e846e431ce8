"""Roles, as the schema names them, with the two of those who are no staff."""

from enum import StrEnum


class Role(StrEnum):
    """`PUBLIC` is anybody at all; `CITIZEN` holds a ticket's cookie; the others are signed in."""

    PUBLIC = "public"
    CITIZEN = "citizen"
    DIRECTOR = "director"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


STAFF_ROLES = frozenset({Role.DIRECTOR, Role.MODERATOR, Role.ADMINISTRATOR})
