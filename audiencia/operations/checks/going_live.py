"""Asks what `going_live_rules` judges: the environment, the mail server, and whether somebody administers."""

import os
from contextlib import suppress
from datetime import UTC, datetime

import aiosmtplib

from audiencia.core.paths import example_root, lock_file
from audiencia.db.database import Database
from audiencia.operations.checks import going_live_rules as rules
from audiencia.operations.checks import provider_answers, readiness
from audiencia.operations.checks.result import Check
from audiencia.settings.config import Municipality, Settings, load_municipality
from audiencia.staff import store as staff

ANSWER_SECONDS = 5.0


async def examine(settings: Settings, municipality: Municipality) -> list[Check]:
    """What must not go live is red."""
    return [
        *rules.of_files(settings, municipality, load_municipality(example_root()), os.environ),
        rules.packages(lock_file().read_text(), datetime.now(UTC).date()),
        rules.mail(await _encrypts(settings)),
        rules.administrator(await _administered(settings)),
        *await provider_answers.found(settings, municipality),
    ]


async def _encrypts(settings: Settings) -> bool | None:
    """Connects as letters do, and says nothing else. `None` without e-mail, or to a server of this machine."""
    if settings.smtp_host is None or settings.smtp_tls == "none":
        return None
    tls = settings.smtp_tls
    server = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        use_tls=tls == "tls",
        start_tls=tls == "starttls",
        timeout=ANSWER_SECONDS,
    )
    try:
        await server.connect()
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        return False
    with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        await server.quit()
    return True


async def _administered(settings: Settings) -> bool | None:
    async def ask(database: Database) -> bool:
        async with database.read() as conn:
            return await staff.has_administrator(conn)

    return await readiness.once(settings, ask)
