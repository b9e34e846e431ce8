"""Whether the municipality's identity provider answers, where one is configured."""

from audiencia.core.errors import Unavailable
from audiencia.operations.checks.result import Check, State, worded
from audiencia.settings.config import Municipality, Settings
from audiencia.staff.identity_provider import IdentityProvider
from audiencia.staff.openid import Unfit


async def found(settings: Settings, municipality: Municipality) -> list[Check]:
    """Asks it as a sign-in does. Nothing without a provider."""
    rules = municipality.sign_in.provider
    if rules is None:
        return []
    issuer = rules.issuer
    try:
        await IdentityProvider("").known(rules)
    except Unavailable:
        return [worded("provider", "away", State.RED, issuer=issuer)]
    except Unfit as error:
        return [worded("provider", "unfit", State.RED, issuer=issuer, why=str(error))]
    return [worded("provider", "answers", State.GREEN, issuer=issuer)]
