"""What `audiencia setup` has to know, from an answers file, from questions, or as it was answered the last time."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import tomlkit
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, field_serializer, model_validator

from audiencia.core.cli_text import Stop, _
from audiencia.core.gettext_mark import N_
from audiencia.core.texts import Login
from audiencia.db import address
from audiencia.operations.addresses import own_address
from audiencia.settings import backup_place

FILE = Path("/etc/audiencia/setup.toml")
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$")]
"""As people type it, such as `audiencia.example.mx`."""
FilePath = Annotated[str, StringConstraints(pattern=r"^/[\w./@+-]+$")]
GIVEN_CERTIFICATE = ("nginx", "haproxy", "none")  # Answers about the proxy that need the file with the certificate.
Ask = Callable[[str, str], str]
"""Puts a question with its usual answer, and gives what was typed. Raises `EOFError` when nobody answers any more."""


class Answers(BaseModel):
    """Each is a line of the answers file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    announce: tuple[IPv4Address | IPv6Address, ...] = ()  # Public addresses of the media workers.
    proxy: Literal["caddy", "nginx", "haproxy", "none", "elsewhere"] = "caddy"
    """`none`: this machine serves pages by HTTPS itself; `elsewhere`: it serves them to a proxy on another machine, which does."""
    certificate: FilePath | None = None  # PEM file with key and chain; Caddy gets its own.
    part: Literal["serve", "web", "media"] = "serve"
    """What runs here: everything, or one of the kinds of process that machines run apart."""
    database_url: str | None = None
    data: FilePath = "/var/lib/audiencia"
    config: FilePath = "/etc/audiencia/municipality"
    backup_to: FilePath | Annotated[str, StringConstraints(pattern=f"^{backup_place.FORM.pattern}$")] | None = None
    backup_keys_to: FilePath | None = None
    """Where backups and the copy of the keys go; whoever runs it makes them writable for the account."""
    demonstration: bool = False
    administrator: Login = "administracion"
    media_processes: int | None = None  # As many as cores but one, where nobody says otherwise.

    @field_serializer("announce")
    def _plain(self, value: tuple[IPv4Address | IPv6Address, ...]) -> list[str]:
        return [str(one) for one in value]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.proxy in GIVEN_CERTIFICATE and self.part != "media" and self.certificate is None:
            raise ValueError(_("certificate: say the PEM file with key and chain, or take Caddy, which gets its own."))
        if self.database_url and (what := address.problem(self.database_url)):
            raise ValueError(f"database_url: {what}")
        if self.database_url and "'" in self.database_url:
            raise ValueError(_("database_url: write %27 for the apostrophe."))
        return self


QUESTIONS: Mapping[str, str] = {
    "name": N_("Name that people type, such as audiencia.example.mx"),
    "announce": N_("Public IP addresses of this machine, with commas"),
    "proxy": N_(
        "Proxy for HTTPS: caddy (gets certificates by itself), nginx, haproxy, none, or elsewhere (on another machine)"
    ),
    "certificate": N_("PEM file with key and chain of the certificate"),
    "database_url": N_("A PostgreSQL of your own, postgresql://…; empty: the one that comes with it"),
    "administrator": N_("User name of the first administrator"),
}
"""What nobody can know but whoever runs it; the rest has good usual answers."""
NEEDED = ("name", "announce")  # Nothing starts without them.


def read(file: Path | None, before: Path) -> dict[str, Any]:
    """The answers in `file`, else those of the last run. Raises `Stop`."""
    chosen = file or (before if before.exists() else None)
    if chosen is None:
        return {}
    try:
        return tomllib.loads(chosen.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Stop(_("%(path)s cannot be read (%(why)s).", path=chosen, why=error)) from error


def ask_rest(given: Mapping[str, Any], ask: Ask, tell: Callable[[str], None]) -> Answers:
    """Asks what matters, each with the answer that was given before. Raises `Stop` when nobody answers any more."""
    found = dict(given)
    for key in _asked(found):
        usual = _shown(found.get(key, Answers.model_fields[key].default)) or (_own() if key == "announce" else "")
        while True:
            try:
                typed = ask(_(QUESTIONS[key]), usual).strip() or usual
            except EOFError as error:
                raise Stop(_("Nothing was written; answer by --answers FILE, or at a terminal.")) from error
            answered = {**found, key: _typed(key, typed)} if typed else found
            try:
                _check_one(answered, key)
            except Stop as stop:
                tell(f"  {stop}")
                continue
            found |= answered  # in place: what is asked next depends on it
            break
    return checked(found)


def _own() -> str:
    """This machine's address, where the whole internet reaches it."""
    own = own_address()
    return own if ip_address(own).is_global else ""


def _asked(found: Mapping[str, Any]) -> Iterator[str]:
    """Read anew at each: the proxy says whether a certificate is needed. No browser reaches a web node apart at an address of its own."""
    for key in QUESTIONS:
        if key == "certificate" and found.get("proxy") not in GIVEN_CERTIFICATE:
            continue
        if key != "announce" or found.get("part") != "web":
            yield key


def _typed(key: str, text: str) -> object:
    return [one.strip() for one in text.split(",") if one.strip()] if key == "announce" else text


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return value if isinstance(value, str) else ""


def _check_one(found: Mapping[str, Any], key: str) -> None:
    """Whether this one answer can be used; what others lack is no matter yet."""
    if key in NEEDED and not found.get(key):
        raise Stop(_("it must not be empty"))
    try:
        Answers.model_validate(found)
    except ValidationError as error:
        if any(key in one["loc"] or (not one["loc"] and key == "certificate") for one in error.errors()):
            raise Stop(_said(error)) from error


def checked(found: Mapping[str, Any]) -> Answers:
    """Raises `Stop` for what cannot be used."""
    try:
        return Answers.model_validate(found)
    except ValidationError as error:
        raise Stop(_said(error)) from error


def _said(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)
    wrong = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
    why = wrong["msg"].removeprefix("Value error, ")
    if not wrong["loc"]:
        return why
    if wrong["type"] == "missing":
        return _("%(key)s is missing among the answers.", key=wrong["loc"][0])
    return _("%(key)s: it cannot be used (%(why)s).", key=wrong["loc"][0], why=why)


def says(answers: Answers, text: str) -> bool:
    """Whether a file with this text gives these answers, in whatever order and with whatever comments."""
    try:
        return Answers.model_validate(tomllib.loads(text)) == answers
    except (tomllib.TOMLDecodeError, ValidationError):
        return False


def as_toml(answers: Answers) -> str:
    """For the next time."""
    return tomlkit.dumps(answers.model_dump(mode="json", exclude_none=True))
