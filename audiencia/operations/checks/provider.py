"""Whether the municipality's identity provider is configured so that staff can sign in through it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from audiencia.core.gettext_mark import Sentence
from audiencia.operations.checks.notice_ways import HERE, wrong
from audiencia.operations.checks.result import Check
from audiencia.settings.config import Municipality, Settings

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
