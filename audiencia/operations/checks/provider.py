"""Whether staff can sign in through the municipality's identity provider, where one is configured."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from audiencia.core.errors import Unavailable
from audiencia.core.gettext_mark import Sentence
from audiencia.operations.checks.notice_ways import HERE, wrong
from audiencia.operations.checks.result import Check, State, check
from audiencia.settings.config import Municipality, Settings
from audiencia.staff.identity_provider import IdentityProvider
from audiencia.staff.openid import Unfit

ISSUER = "municipality.toml › sign_in › provider › issuer"


def problems(settings: Settings, municipality: Municipality) -> Iterator[Check]:
    """What would fail at each sign-in, or let others read it."""
    rules = municipality.sign_in.provider
    if rules is None:
        return
    issuer = urlsplit(rules.issuer)
    if issuer.scheme != "https" and not (settings.demo and issuer.hostname in HERE):
        yield wrong(ISSUER, Sentence("must begin with https://"))
    if settings.oidc_secret is None:
        yield wrong("AUDIENCIA_OIDC_SECRET", Sentence("is missing for signing in with the municipality's account"))


async def found(settings: Settings, municipality: Municipality) -> list[Check]:
    """Asks it as a sign-in does. Nothing without a provider."""
    rules = municipality.sign_in.provider
    if rules is None:
        return []
    name = Sentence("Municipality's account")
    to_do = Sentence("Compare issuer with what the provider says, and see whether this machine reaches it.")
    try:
        await IdentityProvider("").known(rules)
    except Unavailable:
        what = Sentence("%(issuer)s does not answer", issuer=rules.issuer)
    except Unfit as error:
        what = Sentence(
            "%(issuer)s does not answer as an identity provider (%(why)s)", issuer=rules.issuer, why=str(error)
        )
    else:
        return [check("provider", State.GREEN, name, Sentence("%(issuer)s answers", issuer=rules.issuer))]
    return [check("provider", State.RED, name, what, to_do)]
