"""Settings of the processes (`AUDIENCIA_...` variables), and the municipality's configuration, both checked when read."""

import os
from datetime import time
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints, model_validator
from pydantic.functional_validators import AfterValidator, BeforeValidator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from audiencia.core import relay_addresses as relays
from audiencia.core.cli_text import _
from audiencia.core.paths import example_root, web_root
from audiencia.core.relay_addresses import Relay
from audiencia.core.texts import Text
from audiencia.settings import backup_place, redis_address
from audiencia.settings.backup_place import BackupPlace
from audiencia.settings.config_files import ConfigError, load_municipality
from audiencia.settings.municipality import Municipality
from audiencia.settings.notification_config import Address
from audiencia.settings.proxy_config import THIS_MACHINE, ProxyNetwork
from audiencia.settings.video import USUAL_CALLS

__all__ = ["ConfigError", "Municipality", "Settings", "Text", "load_municipality"]
USUAL_PORTS = {"http": ":80", "https": ":443"}
Port = Annotated[int, Field(ge=1, le=65535)]
Control = Annotated[str, StringConstraints(pattern=r"^([^\s/:,\[\]]+|\[[0-9a-fA-F:]+\]):\d{1,5}$", max_length=200)]


def spare_cores() -> int:
    """The cores that this process may use, but one; at least one."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, usable - 1)


def _turn_url(value: str) -> str:
    """Raises `ValueError` for what is none."""
    return relays.server(value).url


TurnUrl = Annotated[str, AfterValidator(_turn_url)]
RedisUrl = Annotated[str, AfterValidator(redis_address.checked)]


def _web_address(value: str) -> str:
    """Raises `ValueError` for what no browser opens."""
    try:
        parts = urlsplit(value)
        opened = parts.scheme.lower() in USUAL_PORTS and parts.hostname and parts.port != 0
    except ValueError:
        opened = False
    if not opened:
        raise ValueError(_("write an address such as https://audiencia.example.mx"))
    return value


def _commas(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class Settings(BaseSettings):
    """How this installation runs. Each field is the variable `AUDIENCIA_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="AUDIENCIA_", extra="ignore", frozen=True)

    profile: Literal["demo", "production"] = "production"
    """`demo` opens a jornada at once, makes staff with generated passwords, and says so on every page."""
    data: Path = Path("var")  # Folder of everything that is kept: database, keys, logs.
    audit_checkpoints: Path | None = None
    """File to which signed ends of the record of accesses are added; best on another machine's disk."""
    config: Path = Path("config")
    """Folder of the municipality's configuration; a demonstration without one shows the example."""
    web_root: Path = Field(default_factory=web_root)  # Folder with `templates/` and the built `dist/`.
    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: Annotated[str, AfterValidator(_web_address)] | None = None
    """Address that people use, when a proxy stands in front; such as `https://audiencia.example.mx`."""
    trusted_proxies: Annotated[tuple[ProxyNetwork, ...], NoDecode, BeforeValidator(_commas)] = THIS_MACHINE
    """Addresses and networks of the proxies whose `X-Forwarded-For` counts, with commas between."""
    web_processes: int = Field(default_factory=spare_cores, ge=1, le=64)
    """Processes for pages and sockets that `serve` runs behind `port`; one for each core but one."""
    process: str = "web"  # For one of them, set by `serve` as the two that follow: its name.
    listening: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_commas)] = ()
    """File descriptors of the sockets on which all of them are reached; without them it opens `port` itself."""
    inner: Path | None = None
    """Folder of the Unix sockets at which each of them alone is asked how it is, `<process>.sock`."""
    lan: bool = False
    """Serve phones on the local network: HTTPS at this machine's address there, with an authority of its own."""
    tls_certificate: Path | None = None
    """PEM file with key and certificate chain; with it the pages are served by HTTPS."""
    tls_authority: Path | None = None  # PEM file of the authority that phones install, offered at `/autoridad.crt`.
    database_url: str | None = None  # PostgreSQL; without it `serve` starts its own.
    redis_url: RedisUrl | None = None  # Redis or Valkey; without it `serve` starts its own.
    media_host: str = "127.0.0.1"
    media_port: Port = 7882  # UDP and TCP port of the media worker.
    media_tcp_ports: Annotated[tuple[Port, ...], NoDecode, BeforeValidator(_commas)] = ()
    """Further TCP ports, with commas between, for networks that let only web pages through: one for each worker, in their order."""
    media_announce: Annotated[tuple[IPv4Address | IPv6Address, ...], NoDecode, BeforeValidator(_commas)] = ()
    """Addresses at which browsers reach the media port, with commas between; `media_host` when there are none."""
    media_announce_port: Port | None = None
    """UDP port at which browsers reach it, where a router on the way has given it another one than `media_port`."""
    media_control_host: str = "127.0.0.1"
    media_control_port: Port = 7983
    media_secret: SecretStr | None = None
    turn_urls: Annotated[tuple[TurnUrl, ...], NoDecode, BeforeValidator(_commas)] = ()
    """TURN servers for people whose network lets no UDP through, `turn:host:3478`, `turns:host:5349`, with commas between."""
    turn_secret: SecretStr | None = None  # What they share with us (coturn: `static-auth-secret`).
    oidc_secret: SecretStr | None = None
    """What this service shows to the identity provider (`[sign_in.provider]` of the configuration)."""
    smtp_host: str | None = None  # The server that takes e-mail; without it there is none.
    smtp_port: Port = 587
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    """`tls` from the first byte (port 465); `none` only for a server on this machine."""
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: Address | None = None  # The municipality's own address; its domain names every message.
    sms_secret: SecretStr | None = None  # What `{secret}` stands for in `[sms]` of the configuration.
    push: bool = True
    """Whether browsers may be told while their page is closed, through the services of whoever made the browser."""
    push_contact: str | None = None
    """Whom push services write to when something is wrong, `mailto:` or `https://`; else `mail_from`, else `public_url`."""
    push_loopback: bool = False  # Push services on this machine are allowed, also without TLS. For tests alone.
    media_processes: int = Field(default_factory=spare_cores, ge=1, le=256)
    """Media workers that `serve` runs, on `media_port` and `media_control_port` and those that follow; one for each core but one."""
    media_controls: Annotated[tuple[Control, ...], NoDecode, BeforeValidator(_commas)] = ()
    """Control addresses of workers that run apart, `host:port` with commas between; `serve` runs none of its own then."""
    media_calls: Annotated[int, Field(ge=1, le=10_000)] = USUAL_CALLS  # Rooms that one worker takes.
    clamd: str | None = None
    """Where a ClamAV daemon listens, `/run/clamav/clamd.ctl` or `host:port`; with it no file is taken that it did not see."""
    installation: str | None = None
    """For a media worker: whom it serves, as `audiencia doctor` names it; else the first that asks. `serve` sets it by itself."""
    silent_seconds: Annotated[float, Field(ge=1, le=600)] = 10.0
    """A process of `serve` that answers nothing for so long is killed and started again."""
    backup_to: Annotated[BackupPlace | None, NoDecode, BeforeValidator(backup_place.parse)] = None
    """Folder of the backups, on another disk than `data`; or `s3://bucket/folder`."""
    backup_s3_endpoint: Annotated[str, AfterValidator(backup_place.endpoint)] | None = None
    """The server of that bucket, `https://name:port`; without one it is Amazon's."""
    backup_s3_region: str = "us-east-1"
    backup_s3_access_key: SecretStr | None = None
    backup_s3_secret_key: SecretStr | None = None
    backup_s3_ca: Path | None = None
    """PEM file of the authority that signed the server's certificate, where no public one did."""
    backup_keys_to: Path | None = None  # Folder of the copy of the keys, on a third one.
    backup_recipients: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_commas)] = ()
    """Public keys that backups are sealed to, `age1…`, with commas between; their private parts lie elsewhere."""
    backup_at: time = time(4, 30)
    """When `serve` takes the backup of each night, in the municipality's time zone: after the run of `retention.toml`."""
    backup_keep_days: Annotated[int, Field(ge=1, le=3650)] = 30  # Older backups are removed after one that went well.
    metrics_token: Annotated[SecretStr, Field(min_length=20)] | None = None
    """Whoever brings it reads `/metrics` from elsewhere: `Authorization: Bearer`; without one this machine alone does."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="before")
    @classmethod
    def _example_of_a_demonstration(cls, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("profile") == "demo" and "config" not in given and not Path("config").is_dir():
            return {**given, "config": example_root()}
        return given

    @model_validator(mode="after")
    def _ports_fit(self) -> Self:
        if max(self.media_port, self.media_control_port) + self.media_processes > 65536:
            raise ValueError("media_port and media_control_port leave no room for so many media_processes")
        if not self.media_controls and abs(self.media_port - self.media_control_port) < self.media_processes:
            raise ValueError(_("AUDIENCIA_MEDIA_CONTROL_PORT: workers use these ports for media, over TCP too"))
        return self

    @model_validator(mode="after")
    def _relay_is_whole(self) -> Self:
        if bool(self.turn_urls) != bool(self.turn_secret):
            raise ValueError(_("AUDIENCIA_TURN_URLS and AUDIENCIA_TURN_SECRET go together"))
        return self

    @property
    def relay(self) -> Relay | None:
        """The TURN servers; `None`: there are none."""
        secret = self.turn_secret
        return Relay(self.turn_urls, secret.get_secret_value()) if self.turn_urls and secret else None

    @property
    def own_workers(self) -> tuple[tuple[int, int], ...]:
        """UDP and control port of each worker that `serve` runs."""
        places = range(0 if self.media_controls else self.media_processes)
        return tuple((self.media_port + place, self.media_control_port + place) for place in places)

    @property
    def workers(self) -> tuple[str, ...]:
        """The control addresses of all workers, as web nodes call them: their names."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.media_control_host, self.media_control_host)  # noqa: S104
        return self.media_controls or tuple(f"{host}:{control}" for _, control in self.own_workers)

    @property
    def push_subject(self) -> str | None:
        """Who sends push messages (RFC 8292, section 2.1); `None`: nobody does, as nobody could be asked about it."""
        if not self.push:
            return None
        public = self.public_url if (self.public_url or "").startswith("https://") else None
        return self.push_contact or (f"mailto:{self.mail_from}" if self.mail_from else public)

    @property
    def announced(self) -> tuple[str, ...]:
        """Addresses for the media candidates."""
        return tuple(str(address) for address in self.media_announce) or (self.media_host,)

    @property
    def announced_port(self) -> int:
        """Port for the media candidates."""
        return self.media_announce_port or self.media_port

    @property
    def demo(self) -> bool:
        """Whether this is a demonstration."""
        return self.profile == "demo"

    @property
    def origin(self) -> str | None:
        """What browsers write into `Origin`, when `public_url` says so: scheme, name, and a port that is not the usual."""
        if self.public_url is None:
            return None
        parts = urlsplit(self.public_url.lower())
        return f"{parts.scheme}://{parts.netloc.removesuffix(USUAL_PORTS.get(parts.scheme, ''))}"

    @property
    def address(self) -> str:
        """What people type into their browser."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
