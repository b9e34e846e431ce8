"""Writes the poster and the director's card into a folder, without a running service."""

import asyncio
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.core.errors import Unavailable
from audiencia.http import i18n
from audiencia.http.front_end import FrontEnd
from audiencia.http.papers.paper import Press
from audiencia.queue.moderation.pages import posters
from audiencia.settings.config import Settings, load_municipality


async def write(settings: Settings, folder: Path, language: i18n.Language) -> list[Path]:
    """Gives the files. Raises `Stop` when they cannot be made or written."""
    municipality = load_municipality(settings.config)
    front_end = await asyncio.to_thread(FrontEnd.load, settings.web_root, municipality.zone)
    press, made = Press(), []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for sheet in posters.SHEETS:
            text = posters.html(sheet, front_end.languages[language], municipality, settings.address)
            file = folder / f"{sheet}.pdf"
            file.write_bytes(await press.pdf(text))
            made.append(file)
    except Unavailable as error:
        raise Stop(_("The PDFs cannot be made: Pango is missing (see `audiencia doctor`).")) from error
    except OSError as error:
        raise Stop(_("%(folder)s cannot be written (%(why)s).", folder=folder, why=error.strerror)) from error
    return made
