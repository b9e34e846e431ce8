"""A database serves one installation: nodes with other media workers than those that live in it are refused."""

import socket

from audiencia.core.cli_text import Stop, _
from audiencia.media.control import identity
from audiencia.operations.opening import needed, open_database
from audiencia.queue.call import presence
from audiencia.settings.config import Settings


async def refuse_second(settings: Settings) -> None:
    """Before anything is written there: raises `Stop` when another installation lives in this database."""
    async with open_database(settings, node=True) as database:
        if await presence.others_stay(database, fleet_id(settings)):
            raise Stop(refusal())


def fleet_id(settings: Settings) -> str:
    """Identifies the media workers that these settings use."""
    return identity.fleet(media_secret(settings), settings.workers, socket.gethostname())


def media_secret(settings: Settings) -> str:
    """What proves a node to its media workers. Raises `Stop` where there is none."""
    secret = settings.media_secret.get_secret_value() if settings.media_secret else None
    return needed(secret, "AUDIENCIA_MEDIA_SECRET")


def refusal() -> str:
    """The error for a second installation on one database."""
    return _(
        "Another installation, with other media workers, uses this database; give each its own, or all nodes the same "
        "AUDIENCIA_MEDIA_CONTROLS and AUDIENCIA_MEDIA_SECRET."
    )
