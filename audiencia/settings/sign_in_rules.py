"""How staff sign in, as the municipality sets it."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from audiencia.core.cli_text import _
from audiencia.core.texts import Line, Model, Text

ListedRole = Literal[
    "director",
    "assistant",
    "moderator",
    "front_desk",
    "mayor",
    "communication",
    "privacy_officer",
    "administrator",
    "auditor",
]
"""Roles of accounts that files make: an interpreter's belongs to one interpreter of the configuration."""
StaffRole = ListedRole | Literal["interpreter"]
OF_DEPARTMENT = frozenset({"director", "assistant", "mayor"})
USUAL: tuple[StaffRole, ...] = ("administrator", "moderator", "privacy_officer", "auditor")
"""Roles that see everybody's data, or say who does."""
IDLE_MINUTES = {role: 30 if role in USUAL else 60 for role in (*get_args(ListedRole), "interpreter")}


class Post(Model):
    """A role, and the department of those that have one."""

    role: ListedRole
    department: str = ""

    @model_validator(mode="after")
    def _has_its_department(self) -> Self:
        if bool(self.department) != (self.role in OF_DEPARTMENT):
            raise ValueError(_("directors, assistants and the mayor have a department; other roles have none"))
        return self


class Group(Post):
    """What whoever is in this group of the identity provider is here."""

    group: Line


class Provider(Model):
    """The municipality's identity provider (OpenID Connect). The client's secret is `AUDIENCIA_OIDC_SECRET`.
    `groups_claim`: the claim of the ID token that holds the groups; dots lead into objects. `groups`: the first that fits counts.
    `second_step_acr`, `second_step_amr`: what the provider says of sign-ins that had a second step; without them none counts as one."""

    issuer: Annotated[str, StringConstraints(pattern=r"^https?://[^\s?#]+$", max_length=400)]
    client_id: Line
    label: Text = Text(es="Entrar con la cuenta del municipio", en="Sign in with the municipality's account")
    scopes: tuple[Annotated[str, StringConstraints(pattern=r"^[!#-\[\]-~]+$")], ...] = ("openid", "profile")
    groups_claim: Line = "groups"
    second_step_acr: tuple[Line, ...] = ()
    second_step_amr: tuple[Line, ...] = ()
    groups: tuple[Group, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _asks_for_an_id_token(self) -> Self:
        if "openid" not in self.scopes:
            raise ValueError(_("scopes must have «openid»"))
        return self


class SignIn(Model):
    """`second_step`: the roles of which nobody is signed in with a password alone. `idle_minutes`: how long a session lasts that
    nobody uses, of roles for which it is not `IDLE_MINUTES`."""

    second_step: tuple[StaffRole, ...] = USUAL
    idle_minutes: Mapping[StaffRole, Annotated[int, Field(ge=5, le=720)]] = Field(default_factory=dict)
    provider: Provider | None = None

    @property
    def idle(self) -> str:
        """The minutes of every role, as JSON."""
        return json.dumps({**IDLE_MINUTES, **self.idle_minutes})

    def unused_for(self, role: str) -> timedelta:
        """How long a session of this role lasts that nobody uses."""
        return timedelta(minutes={**IDLE_MINUTES, **self.idle_minutes}[role])
