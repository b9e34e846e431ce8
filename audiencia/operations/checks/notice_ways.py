"""By which ways this installation tells people, in words for whoever runs it, and what is wrong with how they are set up."""

from collections.abc import Iterator

from audiencia.core.cli_text import _
from audiencia.settings.config import Municipality, Settings
from audiencia.settings.config_files import Problem

HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def explain(settings: Settings, municipality: Municipality) -> list[str]:
    """One line for each way: on, or what it needs."""
    on, off = _("on"), _("off")
    mail = on if settings.smtp_host and settings.mail_from else f"{off} (AUDIENCIA_SMTP_HOST, AUDIENCIA_MAIL_FROM)"
    sms = on if municipality.sms is not None else f"{off} ([sms], municipality.toml)"
    push = on if settings.push_subject else f"{off} (AUDIENCIA_PUBLIC_URL https://…)"
    ways = ((_("Notices by e-mail"), mail), (_("Notices by SMS"), sms), (_("Notices in the browser"), push))
    return [f"{way}: {state}" for way, state in ways]


def problems(settings: Settings, municipality: Municipality) -> Iterator[Problem]:
    """What would fail at each notice, or give a secret away."""
    if (settings.smtp_host is None) != (settings.mail_from is None):
        missing = "AUDIENCIA_SMTP_HOST" if settings.smtp_host is None else "AUDIENCIA_MAIL_FROM"
        yield _problem(settings, missing, _("is missing for sending e-mail"))
    if settings.smtp_tls == "none" and settings.smtp_host not in HERE | {None}:
        what = _("only to this machine: use starttls or tls")
        yield _problem(settings, "AUDIENCIA_SMTP_TLS", what)
    if (settings.smtp_user is None) != (settings.smtp_password is None):
        what = _("user and password go together")
        yield _problem(settings, "AUDIENCIA_SMTP_PASSWORD", what)
    sms = municipality.sms
    if sms is not None and "{secret}" in repr(sms) and settings.sms_secret is None:
        what = _("[sms] uses {secret} and it is not there")
        yield _problem(settings, "AUDIENCIA_SMS_SECRET", what)
    if settings.push_contact is not None and not settings.push_contact.startswith(("mailto:", "https://")):
        what = _("must begin with mailto: or https://")
        yield _problem(settings, "AUDIENCIA_PUSH_CONTACT", what)


def _problem(settings: Settings, variable: str, what: str) -> Problem:
    return Problem(settings.config, variable, what)
