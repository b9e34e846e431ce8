"""How staff sign in, as the municipality sets it."""

from typing import Literal

from audiencia.core.texts import Model

StaffRole = Literal[
    "director",
    "assistant",
    "interpreter",
    "moderator",
    "front_desk",
    "mayor",
    "communication",
    "privacy_officer",
    "administrator",
    "auditor",
]
USUAL: tuple[StaffRole, ...] = ("administrator", "moderator", "privacy_officer", "auditor")
"""Roles that see everybody's data, or say who does."""


class SignIn(Model):
    """`second_step`: the roles of which nobody is signed in with a password alone."""

    second_step: tuple[StaffRole, ...] = USUAL
