"""A second municipality, from a spreadsheet to a working audience: import, check, start, a citizen joins, its director attends."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from aiohttp import ClientSession
from openpyxl import Workbook
from typer.testing import CliRunner

from audiencia.cli.main import app
from audiencia.operations.setup.prepare import prepare
from tests.support.audience import Audience, People, audience_settings

SHEETS = {
    "Áreas": [["nombre", "resumen"], ["Agua Potable", "Fugas y recibos"], ["Registro Civil", "Actas"]],
    "Temas": [["area", "nombre"], ["Agua Potable", "Fugas"], ["Registro Civil", "Actas de nacimiento"]],
    "Personal": [
        ["nombre", "rol", "area"],
        ["Inés Robles", "dirección", "Agua Potable"],
        ["Eva Solís", "moderación", ""],
        ["Rosa Paz", "administración", ""],
    ],
    "Días inhábiles": [["fecha", "nombre"], ["16/09/2027", "Independencia"]],
    "Servicios": [
        ["area", "nombre", "resumen", "quien", "costo", "tiempo", "pasos", "palabras", "tema"],
        [
            "Agua Potable",
            "Reparar una fuga",
            "Se repara",
            "Todos",
            "Nada",
            "3 días",
            "Repórtela | Espere",
            "se tira el agua",
            "Fugas",
        ],
    ],
}


def workbook(path: Path) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in SHEETS.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_from_a_spreadsheet_to_a_working_audience(postgres_url: str, valkey_url: str, tmp_path: Path) -> None:
    run, target = CliRunner(), tmp_path / "config"
    imported = run.invoke(app, ["import", str(workbook(tmp_path / "cuautitlan.xlsx")), "--config", str(target)])
    assert imported.exit_code == 0, imported.output
    checked = run.invoke(app, ["check", str(target), "--profile", "demo"])
    assert checked.exit_code == 0, checked.output
    settings = audience_settings(postgres_url, valkey_url, tmp_path / "data", config=target)
    known = {one.login: one.password for one in asyncio.run(prepare(settings)).accounts}
    assert {"ines.robles", "eva.solis", "rosa.paz"} <= known.keys()
    assert asyncio.run(prepare(settings)).accounts == [], "an account is made once"
    running = Audience(settings, known, tmp_path)
    try:
        running.start("media", "web")
        asyncio.run(attended(running))
    finally:
        running.stop()


async def attended(running: Audience) -> None:
    """A citizen takes a number of the imported department, and is attended by the imported director."""
    async with AsyncExitStack() as stack:
        people = People(running.url, running.passwords, stack)
        async with (
            ClientSession(running.url) as web,
            web.get("/directorio.json?lang=es-MX&q=se+tira+el+agua") as answer,
        ):
            assert [one["url"] for one in (await answer.json())["found"]] == [
                "/directorio/agua-potable/reparar-una-fuga"
            ]
        citizen = await people.citizen("agua-potable", "fugas")
        assert citizen.view.ticket.number.startswith("AP-")
        director = await people.director("agua-potable", "ines.robles")
        await director.open_room()
        assert await director.call_next() == citizen.view.ticket.number
        await citizen.wait_state("called")
        await citizen.accept()
        await director.wait_room("in_call")
        await director.end_call()
        await citizen.wait_state("wrap_up")
        await director.record_outcome("resolved_immediately", note_to_citizen="Listo")
        assert (await citizen.wait_state("served")).outcome is not None
