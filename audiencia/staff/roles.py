"""Roles, as the schema names them, with the two of those who are no staff."""

from enum import StrEnum


class Role(StrEnum):
    """`PUBLIC` is anybody at all; `CITIZEN` holds a ticket's cookie; the others are signed in."""

    PUBLIC = "public"
    CITIZEN = "citizen"
    DIRECTOR = "director"
    ASSISTANT = "assistant"
    INTERPRETER = "interpreter"
    MODERATOR = "moderator"
    FRONT_DESK = "front_desk"
    MAYOR = "mayor"
    COMMUNICATION = "communication"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


STAFF_ROLES = frozenset(Role) - {Role.PUBLIC, Role.CITIZEN}
OF_DEPARTMENT = frozenset({Role.DIRECTOR, Role.ASSISTANT, Role.MAYOR})
"""Whose accounts are of a department."""
