"""Whether the municipality's identity provider answers, where one is configured."""

from audiencia.core.errors import Unavailable
from audiencia.core.gettext_mark import Sentence
from audiencia.operations.checks.result import Check, State, check
from audiencia.settings.config import Municipality, Settings
from audiencia.staff.identity_provider import IdentityProvider
from audiencia.staff.openid import Unfit


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
