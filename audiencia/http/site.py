"""What the pages of one process share, and what is known about the one request."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web

from audiencia.core.errors import BadInput, Code, existing
from audiencia.core.ids import AttentionId
from audiencia.core.relay_addresses import Relay
from audiencia.http.assets import BASE, Assets
from audiencia.http.i18n import Language, Languages
from audiencia.http.limits.proxies import Proxies
from audiencia.http.limits.rates import Rates
from audiencia.http.notices import NoticePage
from audiencia.http.papers.paper import Press
from audiencia.http.serving.connections import Connections
from audiencia.http.shared_pages import SharedPages
from audiencia.http.uploads.budget import Held
from audiencia.http.uploads.cleaner import Cleaner
from audiencia.runtime.context import AppContext
from audiencia.staff.matrix import Matrix
from audiencia.staff.roles import Role
from audiencia.staff.store import StaffIdentity

NO_PAGES = (
    BASE,
    "/salud",
    "/metrics",
    "/tema.css",
    "/manifiesto/",
    "/sin-conexion/",
    "/autoridad.crt",
    "/directorio.json",
)
"""Paths whose answers are no pages: cheap, not counted (limiting the files of a page would break pages that were let
through), and nobody is greeted on them. What is asked while somebody types is counted apart."""

FOR_PROGRAMS = "/open311/"
"""Under it programs send forms, and name no origin; where a browser names one, the page there checks it."""
Probe = Callable[[], Awaitable[bool]]


class Practice(Protocol):
    """Knows whether the jornada that goes on was opened for a practice."""

    async def practising(self) -> bool:
        """Raises `Unavailable` while the database is away."""

    def forget(self) -> None:
        """One has just begun or ended here."""


@dataclass(frozen=True, slots=True)
class Site:
    """Made once by `application.make_app`."""

    context: AppContext
    demo: bool  # The demo profile: every page says so.
    secure: bool  # The public address is https: browsers are told to stay there.
    languages: Languages
    assets: Assets
    rates: Rates
    sockets: Connections  # Live sockets, by the address of who opened them.
    handshakes: asyncio.Semaphore  # Limits citizens' handshakes at once: see `live_socket.AT_ONCE`.
    notices: Mapping[Language, NoticePage]
    practice: Practice
    proxies: Proxies  # Whom it is believed who asks.
    catch_up: Callable[[], Awaitable[bool]]
    """Takes over what another process has just changed in the catalogue; gives whether there was something."""
    live_number: Callable[[Mapping[str, str]], Awaitable[str | None]]
    """The number in a line that the browser with these cookies holds. Raises `Unavailable` while the database is away."""
    matrix: Matrix  # Who may open which page, and say which live event.
    probes: Mapping[str, Probe]  # What `/salud` asks: is this part there?
    relay: Relay | None = None  # TURN, for people whose network lets no UDP through.
    authority: Path | None = None  # The certificate that phones of a local network install.
    press: Press = field(default_factory=Press)  # Makes papers of pages.
    cleaner: Cleaner = field(default_factory=Cleaner)  # Who reads the files that people send.
    held: Held = field(default_factory=Held)
    shared_pages: SharedPages = field(default_factory=SharedPages)


@dataclass(slots=True)
class Visitor:
    """Who sends this request, as far as it had to be found out."""

    request_id: str
    nonce: str
    address: str
    language: Language
    visit: str  # Random value of the visit cookie: CSRF tokens are bound to it, and limits per browser count by it.
    visit_is_new: bool
    staff: StaffIdentity | None = None
    attention_id: AttentionId | None = None
    own_number: str | None = None
    """The number that this browser holds in a line: every page but its own leads there. Nobody of the staff."""
    practice: bool = False
    """A jornada was opened for a practice, and this is somebody of the staff: every page says so."""
    set_cookies: dict[str, str | None] = field(default_factory=dict)  # Cookies for the response; `None` removes one.

    @property
    def role(self) -> Role:
        """The role of who is signed in; `PUBLIC` for everybody else."""
        return Role.PUBLIC if self.staff is None else self.staff.role


SITE = web.AppKey("site", Site)
VISITOR = web.RequestKey("visitor", Visitor)
KEEPS_NOTHING = web.RequestKey("keeps_nothing", bool)
"""Set by pages without any form, which others may keep: no visit begins with them."""
FRAMED_BY = web.RequestKey("framed_by", tuple[str, ...])
"""Set by the one page that may stand in a frame: the origins of the pages around it."""


def site_of(request: web.Request) -> Site:
    """The shared parts."""
    return request.config_dict[SITE]


def visitor_of(request: web.Request) -> Visitor:
    """What the middleware found out about this request."""
    return request[VISITOR]


def own_attention(request: web.Request) -> AttentionId:
    """The visit that this browser holds a number of. Raises `NotFound(ticket_needed)`."""
    return existing(visitor_of(request).attention_id, Code.TICKET_NEEDED)


def origin_of(request: web.Request) -> str:
    """Where people find this service: `https://` and the host, without a path. Raises `BadInput` for a `Host` that names none."""
    origin = site_of(request).context.origin or f"{request.scheme}://{request.host}"
    try:
        named = urlsplit(origin).hostname
    except ValueError:
        named = None
    if not named:
        raise BadInput
    return origin


def follow_link(request: web.Request, folio: str) -> tuple[str, str]:
    """Where a folio is followed up: the address to type, and the link; in it the folio stands in the fragment, which no server sees."""
    return fragment_link(request, "/seguimiento", folio)


def fragment_link(request: web.Request, path: str, fragment: str) -> tuple[str, str]:
    """The address of a page to type, and its link with what no server sees before it is sent."""
    host = origin_of(request)
    return f"{urlsplit(host).netloc}{path}", f"{host}{path}#{fragment}"
