"""Puts the pages together into one aiohttp application; the live sockets are attached to it by the composition root."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from aiohttp import web

from audiencia.administration import catalogue
from audiencia.administration.pages.provider import PROVIDER
from audiencia.administration.pages.push_trial import TRIAL, Send
from audiencia.core.errors import DomainError
from audiencia.directory.pages.directory import SEARCH
from audiencia.directory.search import Search
from audiencia.http import forms, headers, i18n, notices, wording
from audiencia.http.front_end import FrontEnd
from audiencia.http.limits.proxies import Proxies
from audiencia.http.limits.rates import Rates
from audiencia.http.limits.shared_counts import SharedCounts
from audiencia.http.middleware import around
from audiencia.http.serving import live_socket
from audiencia.http.serving.connections import Connections
from audiencia.http.site import SITE, Probe, Site
from audiencia.http.uploads.cleaner import Cleaner
from audiencia.notifications import trial
from audiencia.operations.checks.pages.health import PROCESSES, TOKEN, WATCHED
from audiencia.operations.checks.pages.readiness import EXAMINE
from audiencia.operations.checks.process_metrics import Processes
from audiencia.operations.checks.readiness import Examine
from audiencia.operations.checks.result import Check
from audiencia.queue.api import live_number
from audiencia.reporting import petition_figures, public_figures
from audiencia.reporting.hall import Hall
from audiencia.reporting.pages.hall import HALL
from audiencia.reporting.pages.petition_figures import PETITIONS
from audiencia.reporting.pages.public_figures import SHELF
from audiencia.reporting.pages.shelf import Shelf
from audiencia.routes import MATRIX, add_routes
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Settings
from audiencia.staff.identity_provider import IdentityProvider
from audiencia.staff.roles import Role


def teller(app: web.Application) -> Callable[[DomainError, str, Role], str]:
    """Errors in words for the live sockets: what happened and what this role can do, in the language asked for."""
    translate = translator(app)
    return lambda error, language, role: wording.say(error, lambda msgid: translate(language, msgid), role).sentence


def translator(app: web.Application) -> Callable[[str, str], str]:
    """Texts of the live sockets: language and msgid to the text; an unknown language is the default one."""
    languages = app[SITE].languages

    def translate(language: str, msgid: str) -> str:
        return languages[i18n.choose(language, "")].gettext(msgid)

    return translate


def make_app(
    context: AppContext, settings: Settings, *, front_end: FrontEnd, probes: Mapping[str, Probe], examine: Examine,
    watched: Callable[[], Sequence[Check]] = lambda: (), shared_counts: SharedCounts | None = None,
) -> web.Application:  # fmt: skip
    """The application. `probes` and `watched` are asked by `/salud`, `examine` by `/revision`. `shared_counts`: of all web nodes
    together."""
    municipality, hall, proxies = context.municipality, Hall(context), Proxies(settings.trusted_proxies)
    app = web.Application(middlewares=[around], client_max_size=forms.MAX_BODY_BYTES)
    app[SITE] = Site(
        context=context,
        demo=settings.profile == "demo",
        secure=(settings.public_url or "").startswith("https://"),
        languages=front_end.languages,
        assets=front_end.assets,
        rates=Rates(
            municipality.limits.joins_per_address_per_hour, municipality.petitions.per_address_per_hour, shared_counts
        ),
        sockets=Connections(municipality.limits.connections_per_address, proxies),
        handshakes=asyncio.Semaphore(live_socket.AT_ONCE),
        notices=notices.render(municipality),
        practice=hall,
        proxies=proxies,
        live_number=lambda cookies: live_number(context, cookies),
        catch_up=lambda: catalogue.follow(context),
        matrix=MATRIX,
        probes=probes,
        relay=settings.relay,
        authority=settings.tls_authority,
        cleaner=Cleaner(settings.clamd),
    )
    app[HALL], app[SEARCH], app[EXAMINE] = hall, Search(), examine
    send_trial: Send = partial(trial.send, settings)
    app[TRIAL] = send_trial
    app[SHELF], app[PETITIONS] = Shelf(public_figures.published), Shelf(petition_figures.published)
    app[PROVIDER] = IdentityProvider(settings.oidc_secret.get_secret_value() if settings.oidc_secret else "")
    app[PROCESSES], app[WATCHED] = Processes(settings.process, settings.inner), watched
    app[TOKEN] = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    app.on_response_prepare.append(headers.add_security_headers)
    add_routes(app)
    return app
