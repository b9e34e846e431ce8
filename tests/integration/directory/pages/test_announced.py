"""Announcements in the one search: found by their words while they are shown, and never afterwards."""

import json
from typing import Any
from uuid import uuid4

import pytest

from audiencia.administration import catalogue, catalogue_log
from audiencia.administration.catalogue import Edit
from audiencia.core.ids import CommandId, StaffId
from audiencia.runtime.context import AppContext
from audiencia.settings.catalogue import Key, Kind, Value
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser

WORKS: dict[str, Any] = {
    "text": {"es": "Hay obras en la entrada: entre por la plaza", "en": "Works at the door: come in by the square"},
    "department": None, "begins": None, "until": "2099-12-31T14:00", "retired": False,
}  # fmt: skip
SAID = WORKS["text"]["es"]


class Office:
    """An administrator, and somebody who searches."""

    def __init__(self, context: AppContext, by: StaffId, reader: Browser) -> None:
        self.context, self.by, self.reader = context, by, reader

    async def say(self, value: Value | None, name: str = "obras") -> None:
        """Publishes it, or changes it."""
        key = Key(Kind.ANNOUNCEMENT, name)
        seen = (await catalogue_log.now(self.context, Kind.ANNOUNCEMENT)).number(key)
        await catalogue.change(self.context, self.by, CommandId(uuid4()), [Edit(key, seen, value)])

    async def find(self, typed: str, lang: str = "es-MX") -> list[dict[str, str]]:
        """What is suggested."""
        answer = await self.reader.get(f"/directorio.json?lang={lang}&q={typed.replace(' ', '+')}")
        return list(json.loads(answer.text)["found"])

    async def announced(self, typed: str, lang: str = "es-MX") -> list[str]:
        """The announcements of it; they stand after all else."""
        kinds = [one["kind"] for one in await self.find(typed, lang)]
        assert kinds == sorted(kinds, key=lambda kind: kind == "announcement")
        return [one["name"] for one in await self.find(typed, lang) if one["kind"] == "announcement"]

    async def behind(self, sql: str) -> None:
        """Changes the rows alone, as another node does before this one knows of it."""
        async with self.context.database.begin() as tx:
            await tx.conn.execute(sql)


@pytest.fixture
async def office(new_browser: NewBrowser, context: AppContext) -> Office:
    """With nothing announced."""
    return Office(context, await account(context, "admin", Role.ADMINISTRATOR, "no password"), await new_browser())


async def test_an_announcement_is_found_in_both_languages_with_its_kind_and_its_date(office: Office) -> None:
    assert await office.announced("obras entrada plaza") == []
    await office.say(WORKS)
    [found] = [one for one in await office.find("obras entrada plaza") if one["kind"] == "announcement"]
    assert found == {
        "kind": "announcement", "name": SAID, "department": "Anuncio hasta el jueves 31 de diciembre de 2099", "url": "/",
    }  # fmt: skip
    assert await office.announced("works at the door", "en") == ["Works at the door: come in by the square"]
    assert await office.announced("works at the door") == [SAID]
    page = (await office.reader.get("/directorio?q=ovras+en+la+entrada")).text
    assert f"<span>{SAID}<small>Anuncio hasta el" in page and "1 anuncio para «ovras en la entrada»" in page
    assert "No encontramos nada" not in page


async def test_a_departments_leads_to_where_it_is_shown_and_one_that_nobody_reads_of_is_not_found(
    office: Office,
) -> None:
    await office.say(WORKS | {"department": "agua"})
    [found] = [one for one in await office.find("obras entrada plaza") if one["kind"] == "announcement"]
    assert found["url"] == "/areas/agua" and found["department"].endswith("· Agua y Drenaje")
    assert SAID in (await office.reader.get(found["url"])).text
    await office.say(WORKS | {"department": "presidencia"})
    assert await office.announced("obras entrada plaza") == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE announcement SET until = app_now() WHERE standing IS NOT NULL",
        "UPDATE announcement SET withdrawn_at = app_now() WHERE standing IS NOT NULL",
        "UPDATE department SET active = false WHERE slug = 'agua'",
    ],
)
async def test_what_is_over_or_withdrawn_is_not_found_from_an_index_that_still_has_it(office: Office, sql: str) -> None:
    await office.say(WORKS | {"department": "agua"})
    assert await office.announced("obras entrada plaza") == [SAID]
    await office.behind(sql)
    assert await office.announced("obras entrada plaza") == []
    assert SAID not in (await office.reader.get("/directorio?q=obras+entrada+plaza")).text


async def test_one_that_is_retired_or_still_to_come_is_not_found(office: Office) -> None:
    await office.say(WORKS | {"begins": "2098-01-01T08:00"})
    assert await office.announced("obras entrada plaza") == []
    await office.behind("UPDATE announcement SET made_at = app_now() WHERE standing IS NOT NULL")
    assert await office.announced("obras entrada plaza") == [SAID]
    await office.say(WORKS | {"retired": True})
    assert await office.announced("obras entrada plaza") == []


async def test_what_is_changed_is_shown_as_it_stands_now(office: Office) -> None:
    await office.say(WORKS)
    assert await office.announced("obras entrada plaza") == [SAID]
    await office.behind("UPDATE announcement SET text = 'Ya no hay obras' WHERE standing IS NOT NULL")
    assert await office.announced("obras entrada plaza") == ["Ya no hay obras"]


async def test_emergency_numbers_come_first_and_no_announcement_beside_them(office: Office) -> None:
    await office.say(WORKS | {"text": {"es": "Ya no quiero vivir con baches: taller", "en": "Potholes"}})
    found = await office.find("ya no quiero vivir")
    assert found[0]["kind"] == "call" and "announcement" not in {one["kind"] for one in found}
