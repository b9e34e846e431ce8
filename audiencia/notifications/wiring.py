"""Puts together what sends notices: the ways that are set up, and the loop that uses them. A part of the composition root."""

from collections.abc import Callable
from contextlib import AsyncExitStack

from audiencia.notifications import webpush
from audiencia.notifications.configured import push_key_of
from audiencia.notifications.deliver import Delivery, WhenOver
from audiencia.notifications.guard import Guard
from audiencia.notifications.mail import Mail
from audiencia.notifications.push import Push
from audiencia.notifications.sms import SmsGateway
from audiencia.notifications.transport import Transport
from audiencia.notifications.words import Composer
from audiencia.runtime.channels import ChannelName
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Municipality, Settings


async def ways(stack: AsyncExitStack, settings: Settings, municipality: Municipality) -> dict[ChannelName, Transport]:
    """The channels that are set up. `stack` closes their connections."""
    found: dict[ChannelName, Transport] = {}
    if settings.smtp_host is not None and settings.mail_from is not None:
        found["mail"] = _mail(settings)
    if municipality.sms is not None:
        secret = settings.sms_secret.get_secret_value() if settings.sms_secret else ""
        found["sms"] = await stack.enter_async_context(SmsGateway(municipality.sms, secret))
    if settings.push_subject is not None:
        key = webpush.private_key(push_key_of(settings))
        push = Push(key, settings.push_subject, Guard(settings.push_loopback))
        found["push"] = await stack.enter_async_context(push)
    return found


async def delivery(
    stack: AsyncExitStack,
    context: AppContext,
    settings: Settings,
    translate: Callable[[str, str], str],
    when_over: WhenOver,
) -> Delivery:
    """What sends on them. Their connections are closed with `stack`."""
    municipality = context.municipality
    composer = Composer(municipality.name, municipality.short_name, settings.address, municipality.zone, translate)
    return Delivery(context, await ways(stack, settings, municipality), composer, when_over=when_over)


def _mail(settings: Settings) -> Mail:
    assert settings.smtp_host is not None
    assert settings.mail_from is not None
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    return Mail(
        settings.smtp_host, settings.smtp_port, settings.smtp_tls, settings.mail_from, settings.smtp_user, password
    )
