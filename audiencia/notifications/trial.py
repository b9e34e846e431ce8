"""Sends one message to whoever runs the service, at once and by the settings as they are, so that a wrong one is seen before a day."""

from contextlib import AsyncExitStack
from uuid import uuid4

from audiencia.core.cli_text import _
from audiencia.notifications import wiring
from audiencia.notifications.rules import NotTaken
from audiencia.notifications.words import Said
from audiencia.runtime.channels import ChannelName
from audiencia.settings.config import Municipality, Settings

LASTS = 600.0  # Seconds after which the message is not worth delivering.


async def send(settings: Settings, municipality: Municipality, way: ChannelName, address: str) -> NotTaken | None:
    """`None` when it was taken. Raises `KeyError` for a way that is not set up."""
    async with AsyncExitStack() as stack:
        transport = (await wiring.ways(stack, settings, municipality))[way]
        try:
            await transport.send(uuid4(), address, _said(settings, municipality), LASTS)
        except NotTaken as refused:
            return refused
    return None


def _said(settings: Settings, municipality: Municipality) -> Said:
    name = municipality.name
    text = _("%(name)s: a test. Whoever reads this gets the notices of the audience.", name=municipality.short_name)
    return Said(
        sender=name,
        subject=_("%(name)s: a test", name=municipality.short_name),
        body=(text,),
        short=text,
        push=text,
        link=settings.address,
        open_page=_("Open the page"),
        why=_("Somebody who runs the service sent it by `audiencia notice-test`."),
        language="es-MX",
        urgent=False,
        group="test",
    )
