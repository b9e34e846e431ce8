"""Staff sign in through the municipality's identity provider (OpenID Connect): a browser is sent there, and comes back with a code."""

import time
from dataclasses import dataclass

import structlog

from audiencia.administration import accounts, provider_accounts
from audiencia.administration.provider_accounts import WHY
from audiencia.core.errors import Code, Forbidden, Unavailable, existing
from audiencia.runtime import sign_in
from audiencia.runtime.context import AppContext
from audiencia.runtime.sign_in import Entered
from audiencia.settings.sign_in_rules import Post, Provider
from audiencia.staff import challenges, openid
from audiencia.staff.devices import UNKNOWN, Device
from audiencia.staff.identity_provider import IdentityProvider
from audiencia.staff.openid import Person, Unfit
from audiencia.staff.roles import Role

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser comes back with, as the provider's redirect says it. `issuer`: RFC 9207."""

    state: str
    code: str = ""
    error: str = ""
    issuer: str = ""


async def begin(context: AppContext, provider: IdentityProvider, visit: str, redirect_uri: str) -> str:
    """Where the browser of this visit is sent. Raises `NotFound` where there is no provider, `Unavailable(provider_away)`."""
    rules = _rules(context)
    try:
        known = await provider.known(rules)
    except Unfit as error:
        log.warning("provider_unfit", reason=str(error))
        raise Unavailable(Code.PROVIDER_AWAY) from error
    return openid.authorization_url(
        rules, known.metadata, openid.begin(context.keyring, visit, time.time()), redirect_uri
    )


async def finish(
    context: AppContext,
    provider: IdentityProvider,
    visit: str,
    redirect_uri: str,
    answer: Answer,
    device: Device = UNKNOWN,
) -> Entered:
    """A session, or a second step. Raises `Forbidden` (provider_refused, provider_no_group, provider_closed), `Refused`
    (last_administrator, room_busy), `NotFound`, `Unavailable(provider_away)`."""
    rules = _rules(context)
    try:
        person = await _person(context, provider, rules, visit, redirect_uri, answer)
    except Unfit as error:
        log.warning("provider_answer_refused", reason=str(error))
        raise Forbidden(Code.PROVIDER_REFUSED) from error
    return await _enter(context, person, openid.post_of(rules, person.groups), device)


def _rules(context: AppContext) -> Provider:
    return existing(context.municipality.sign_in.provider)


async def _person(
    context: AppContext, provider: IdentityProvider, rules: Provider, visit: str, redirect_uri: str, answer: Answer
) -> Person:
    """Raises `Unfit`, `Unavailable`."""
    begun = openid.begun(context.keyring, visit, answer.state, time.time())
    if begun is None:
        raise Unfit("state")
    attempt, challenge = begun
    async with context.database.begin() as tx:
        if not await challenges.first_use(tx.conn, challenge):
            raise Unfit("replayed")
    known = await provider.known(rules)
    if answer.issuer != rules.issuer and (answer.issuer or known.metadata.names_itself):
        raise Unfit("issuer")
    if answer.error or not answer.code:
        raise Unfit("no_code")
    return await provider.person(rules, attempt, answer.code, redirect_uri)


async def _enter(context: AppContext, person: Person, post: Post | None, device: Device) -> Entered:
    async with context.database.begin() as tx:
        staff_id, refusal = await provider_accounts.account_of(tx, person, post)
        if refusal is None and post is not None:
            entered = await sign_in.enter(context, tx, staff_id, Role(post.role), device, WHY, proved=person.proved)
    await accounts.consoles_look(context, staff_id)
    if refusal is not None:
        raise refusal
    return entered
