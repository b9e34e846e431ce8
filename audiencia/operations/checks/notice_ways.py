"""By which ways this installation tells people, and what is wrong with how they are set up. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from audiencia.core.gettext_mark import Sentence
from audiencia.operations.checks.notice_items import WAYS
from audiencia.operations.checks.result import Check, State, check
from audiencia.runtime.channels import ChannelName
from audiencia.settings.config import Municipality, Settings
from audiencia.settings.municipality_parts import Notice

CODE = "configuration"
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Way:
    """`needs`: the settings without which it is off."""

    code: ChannelName
    name: Sentence
    on: bool
    needs: str


def ways(settings: Settings, municipality: Municipality) -> tuple[Way, ...]:
    """The channels of notices, with whether each is set up."""
    mail = settings.smtp_host is not None and settings.mail_from is not None
    return (
        Way("mail", Sentence("Notices by e-mail"), mail, "AUDIENCIA_SMTP_HOST, AUDIENCIA_MAIL_FROM"),
        Way("sms", Sentence("Notices by SMS"), municipality.sms is not None, "[sms], municipality.toml"),
        Way("push", Sentence("Notices in the browser"), settings.push_subject is not None, "AUDIENCIA_PUBLIC_URL https://…"),
    )  # fmt: skip


def explain(settings: Settings, municipality: Municipality) -> list[Check]:
    """For each way: on, or what it needs."""
    return [_explained(way, municipality.notice) for way in ways(settings, municipality)]


def _explained(way: Way, notice: Notice) -> Check:
    if not way.on:
        return check(way.code, State.AMBER, way.name, Sentence("off (%(needs)s)", needs=way.needs))
    if way.code in WAYS and way.code not in notice.items:
        where = f"notices/notice.toml › items › {way.code}"
        what = Sentence("on, but the privacy notice does not speak of it (%(where)s)", where=where)
        return check(way.code, State.AMBER, way.name, what)
    return check(way.code, State.GREEN, way.name, Sentence("on"))


def problems(settings: Settings, municipality: Municipality) -> Iterator[Check]:
    """What would fail at each notice, or give a secret away."""
    if (settings.smtp_host is None) != (settings.mail_from is None):
        missing = "AUDIENCIA_SMTP_HOST" if settings.smtp_host is None else "AUDIENCIA_MAIL_FROM"
        yield wrong(missing, Sentence("is missing for sending e-mail"))
    if settings.smtp_tls == "none" and settings.smtp_host not in HERE | {None}:
        yield wrong("AUDIENCIA_SMTP_TLS", Sentence("only to this machine: use starttls or tls"))
    if (settings.smtp_user is None) != (settings.smtp_password is None):
        yield wrong("AUDIENCIA_SMTP_PASSWORD", Sentence("user and password go together"))
    sms = municipality.sms
    if sms is not None and "{secret}" in repr(sms) and settings.sms_secret is None:
        yield wrong("AUDIENCIA_SMS_SECRET", Sentence("[sms] uses {secret} and it is not there"))
    if settings.push_contact is not None and not settings.push_contact.startswith(("mailto:", "https://")):
        yield wrong("AUDIENCIA_PUSH_CONTACT", Sentence("must begin with mailto: or https://"))


def wrong(where: str, what: Sentence) -> Check:
    """A variable or a file with which the service does not start."""
    return Check(CODE, State.RED, Sentence(where), what)
