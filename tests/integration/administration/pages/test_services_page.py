"""Services in the administration: added, changed, withdrawn, put back and undone; the directory and the directors have it at once."""

import json
import re
from collections.abc import Mapping
from uuid import uuid4

import pytest

from audiencia.administration import catalogue, catalogue_files, catalogue_log
from audiencia.administration.catalogue import Edit
from audiencia.core.ids import CommandId, StaffId
from audiencia.http.staff_pages import listing
from audiencia.operations.apply import in_words
from audiencia.operations.setup import seed
from audiencia.runtime.context import AppContext
from audiencia.settings.catalogue import Key, Kind
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser, Seen

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/administracion/servicios"
LEAK = "agua/fuga-de-agua"
GOOD = {
    "name_es": "Ajuste de tandeo", "name_en": "Supply schedule", "summary_es": "Se ajusta el horario del agua.",
    "who_es": "Quien vive ahí.", "cost_es": "Sin costo", "time_es": "8 días", "steps_es": "Pídalo\nEspere la llamada",
    "words": "tandeo nocturno, horario", "topic": "sin-agua", "links": "Horarios https://agua.example.mx/horarios",
}  # fmt: skip


@pytest.fixture
async def admin(context: AppContext, browser: Browser) -> Browser:
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    await browser.send("/entrar", {"username": "admin", "password": PASSWORD})
    return browser


async def send(admin: Browser, act: str, key: str, version: int = 0, fields: Mapping[str, str] | None = None) -> Seen:
    hidden = {"csrf": (await admin.get(PAGE)).hidden["csrf"], "command_id": str(uuid4()), "kind": "service"}
    return await admin.post(PAGE, hidden | {"act": act, "key": key, "version": str(version)} | dict(fields or {}))


async def found(citizen: Browser, asked: str) -> list[str]:
    answer = await citizen.get(f"/directorio.json?lang=es-MX&q={asked}")
    return [one["url"] for one in json.loads(answer.text)["found"]]


async def test_what_an_administrator_changes_is_in_the_directory_at_once(
    admin: Browser, new_browser: NewBrowser
) -> None:
    citizen, new = await new_browser(), "/directorio/agua/ajuste-de-tandeo"
    assert new not in await found(citizen, "tandeo+nocturno")
    seen = await send(admin, "add", "agua", 0, GOOD)
    assert (seen.status, seen.path) == (
        200,
        f"{PAGE}/agua/ajuste-de-tandeo?hecho=1",
    ) and 'data-testid="done"' in seen.text
    assert (await found(citizen, "tandeo+nocturno"))[0] == new
    page = await citizen.get(new)
    assert "/unirse/agua/sin-agua" in page.text and "https://agua.example.mx/horarios" in page.text
    steps = json.loads((await citizen.get(f"{new}/pasos.json?lang=es-MX")).text)["steps"]
    assert [one["step"] for one in steps] == ["Pídalo", "Espere la llamada"]
    changed = dict(GOOD, name_es="Cambio de tandeo", steps_es="Llame")
    assert (await send(admin, "change", "agua/ajuste-de-tandeo", 1, changed)).status == 200
    assert "Cambio de tandeo" in (await citizen.get(new)).text
    assert (await send(admin, "retire", "agua/ajuste-de-tandeo", 2)).status == 200
    assert new not in await found(citizen, "tandeo+nocturno") and (await citizen.get(new)).status == 404
    assert (await send(admin, "put_back", "agua/ajuste-de-tandeo", 3)).status == 200
    assert (await found(citizen, "tandeo+nocturno"))[0] == new


async def test_the_newest_change_is_undone_and_an_added_one_goes(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    citizen = await new_browser()
    hidden = {"csrf": (await admin.get(PAGE)).hidden["csrf"], "command_id": str(uuid4()), "kind": "service"}
    form = hidden | {"act": "add", "key": "agua", "version": "0"} | GOOD
    for _ in range(2):  # sent twice it is one service
        assert (await admin.post(PAGE, form)).path == f"{PAGE}/agua/ajuste-de-tandeo?hecho=1"
    undo = dict(
        re.findall(r'name="([^"]+)" value="([^"]*)"', (await admin.get(PAGE)).text.split('data-testid="change"')[1])
    )
    assert 'data-testid="done"' in (await admin.post(PAGE, undo)).text
    assert (await citizen.get("/directorio/agua/ajuste-de-tandeo")).status == 404
    assert (await admin.get(f"{PAGE}/agua/ajuste-de-tandeo")).status == 404
    late = await send(admin, "change", "agua/ajuste-de-tandeo", 1, dict(GOOD, name_es="Cambio de tandeo"))
    assert (
        late.status == 409 and 'data-testid="add-service-agua"' in late.text and 'value="Cambio de tandeo"' in late.text
    )
    assert await catalogue_files.apply(context.database, context.in_force.files) == []


async def test_what_is_wrong_is_named_and_what_was_typed_stays(context: AppContext, admin: Browser) -> None:
    seen = await send(admin, "add", "agua", 0, dict(GOOD, cost_es="", steps_en="One", links="sin dirección"))
    assert seen.status == 400 and 'value="Ajuste de tandeo"' in seen.text
    for field in ("cost_es", "steps_en", "links"):
        assert f'href="#add-service-agua-{field}"' in seen.text and f'id="add-service-agua-{field}-error"' in seen.text
    late = await send(admin, "change", LEAK, 0, GOOD)
    assert (
        late.status == 409 and "La configuración cambió esto" in late.text and 'value="Ajuste de tandeo"' in late.text
    )
    for refused in (
        await send(admin, "remove", LEAK, 1),
        await send(admin, "change", "agua/nada", 1, GOOD),
        await send(admin, "add", "presidencia", 0, GOOD),
        await admin.get(f"{PAGE}/agua/nada"),
        await admin.get(f"{PAGE}/nuevo?area=presidencia"),
    ):
        assert refused.status in (400, 404)
    assert not await catalogue_log.history(context, *Kind)


async def test_the_list_is_searched_by_names_and_by_what_people_say(admin: Browser) -> None:
    for asked, wanted in (("REPARACION+FUGA+AGUA", ["fuga-de-agua"]), ("tuberia+rota", ["fuga-de-agua"]), ("zzz", [])):
        page = (await admin.get(f"{PAGE}?q={asked}")).text
        assert re.findall(r'data-testid="service-([a-z-]+)"', page) == wanted, asked
    whole, water = await admin.get(PAGE), await admin.get(f"{PAGE}?area=agua&orden=-name")
    assert len(re.findall(r'data-testid="service-[a-z-]+"', whole.text)) == 25
    shown = re.search(r'data-testid="shown">1–25 de (\d+)<', whole.text)
    assert shown is not None and int(shown[1]) > 80
    names = re.findall(r'data-testid="service-[a-z-]+">([^<]+)<', water.text)
    assert names == sorted(names, key=listing.plain, reverse=True) and "fuga de agua" in " ".join(names)
    assert "/administracion/servicios/obras-publicas/" not in water.text.split("<tbody>")[1]
    assert (await admin.get(f"{PAGE}?area=nada&orden=x&pagina=0")).status == 200


async def test_an_answer_that_a_browser_kept_is_good_until_something_changed(admin: Browser) -> None:
    page = f"/directorio/{LEAK}/pasos.json?lang=es-MX"
    first = await admin.get(page)
    assert (await admin.get(page, {"If-None-Match": first.headers["ETag"]})).status == 304
    form = (await admin.get(f"{PAGE}/{LEAK}")).text
    assert "Reporte la fuga con su ubicación exacta" in form
    await send(admin, "change", LEAK, 1, dict(GOOD, topic="fugas"))
    again = await admin.get(page, {"If-None-Match": first.headers["ETag"]})
    assert again.status == 200 and "Espere la llamada" in again.text


async def test_the_files_count_again_when_they_are_applied(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    await send(admin, "change", LEAK, 1, GOOD)
    await send(admin, "add", "agua", 0, GOOD)
    files = context.in_force.files
    assert [one.edit.key.name for one in await catalogue_files.planned(context.database, files)] == [
        "agua/ajuste-de-tandeo",
        LEAK,
    ]
    await catalogue_files.apply(context.database, files)
    citizen = await new_browser()
    assert "Reparación de una fuga de agua" in (await citizen.get(f"/directorio/{LEAK}")).text
    assert (await citizen.get("/directorio/agua/ajuste-de-tandeo")).status == 404


def newest_undo(seen: Seen) -> dict[str, str]:
    """The form that takes the newest change back."""
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', seen.text.split('data-testid="change"')[1]))


async def retire(context: AppContext, department: str, *, removed: bool = False) -> None:
    """As an administrator does whose department has nobody in its line; or as if its adding were taken back."""
    held = (await catalogue_log.now(context)).objects[key := Key(Kind.DEPARTMENT, department)]
    await change(context, Edit(key, held.number, None if removed else {**(held.value or {}), "retired": True}))


async def change(context: AppContext, edit: Edit) -> None:
    async with context.database.read() as conn:
        by = StaffId(await conn.fetchval("SELECT id FROM staff WHERE login = 'admin'"))
    await catalogue.change(context, by, CommandId(uuid4()), [edit])


async def test_a_moved_service_is_followed_by_everything_and_its_old_address_leads_on(
    admin: Browser, new_browser: NewBrowser
) -> None:
    citizen, old, new = await new_browser(), f"/directorio/{LEAK}", "/directorio/obras-publicas/fuga-de-agua"
    assert (await found(citizen, "fuga+de+agua"))[0] == old
    seen = await send(admin, "move", LEAK, 1, {"to": "obras-publicas/baches"})
    assert seen.path == f"{PAGE}/obras-publicas/fuga-de-agua?hecho=1" and 'data-testid="done"' in seen.text
    assert "Pasó a Obras Públicas: Reparación de una fuga de agua" in seen.text.split('data-testid="history"')[1]
    assert (await found(citizen, "fuga+de+agua"))[0] == new
    for address, to in ((old, new), (f"{old}/pasos.json?lang=en", f"{new}/pasos.json?lang=en")):
        led = await citizen.get(address, follow=False)
        assert (led.status, led.headers["Location"], led.headers["Cache-Control"]) == (301, to, "no-store")
        assert (await citizen.get(address)).status == 200
    page = (await citizen.get(new)).text
    assert "/unirse/obras-publicas/baches" in page and "/unirse/agua" not in page
    assert new in (await citizen.get("/directorio/obras-publicas")).text
    assert "fuga-de-agua" not in (await citizen.get("/directorio/agua")).text
    assert (await admin.get(f"{PAGE}/{LEAK}")).path == f"{PAGE}/obras-publicas/fuga-de-agua"
    # On to a third one, and all the way back.
    await send(admin, "move", LEAK, 2, {"to": "tesoreria/"})
    for address in (old, new):
        assert (await citizen.get(address)).path == "/directorio/tesoreria/fuga-de-agua"
    assert 'data-testid="done"' in (await admin.post(PAGE, newest_undo(await admin.get(f"{PAGE}/{LEAK}")))).text
    assert (await citizen.get(old)).path == new
    await send(admin, "move", LEAK, 4, {"to": "agua/fugas"})
    assert (await citizen.get(old, follow=False)).status == 200 and (await citizen.get(new)).path == old
    assert "/unirse/agua/fugas" in (await citizen.get(old)).text


async def test_a_service_is_put_in_another_place_of_its_list(admin: Browser, new_browser: NewBrowser) -> None:
    citizen = await new_browser()

    async def listed() -> list[str]:
        page = (await citizen.get("/directorio/agua")).text
        return list(dict.fromkeys(re.findall(r'href="/directorio/(agua/[a-z-]+)"', page)))

    before = await listed()
    last = before[-1]
    seen = await send(admin, "order", last, 1, {"after": before[0]})
    assert "Cambió de lugar en su lista" in seen.text.split('data-testid="history"')[1]
    assert await listed() == [before[0], last, *before[1:-1]]
    assert f'<option value="{before[0]}" selected>' in (await admin.get(f"{PAGE}/{last}")).text
    await send(admin, "order", last, 2, {"after": ""})
    assert (await listed())[0] == last
    await admin.post(PAGE, newest_undo(await admin.get(f"{PAGE}/{last}")))
    assert await listed() == [before[0], last, *before[1:-1]]
    wrong = await send(admin, "order", last, 3, {"after": "obras-publicas/nada"})
    assert wrong.status == 400 and f'id="order-service-{last.replace("/", "--")}-after-error"' in wrong.text


async def test_where_a_service_cannot_stand_it_is_said(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    citizen, old = await new_browser(), f"/directorio/{LEAK}"
    for to in ("", "agua/", "nada/", "obras-publicas/nada"):
        wrong = await send(admin, "move", LEAK, 1, {"to": to})
        assert wrong.status == 400 and 'id="move-service-agua--fuga-de-agua-to-error"' in wrong.text, to
    assert (await send(admin, "move", LEAK, 1, {"to": "obras-publicas/"})).status == 200
    await retire(context, "obras-publicas")
    # Nobody finds it now, and the administration says so and how to mend it.
    assert (await citizen.get(old)).status == 404
    assert 'data-testid="department-gone"' in (await admin.get(f"{PAGE}/{LEAK}")).text
    listed = (await admin.get(f"{PAGE}?area=obras-publicas")).text
    assert "La gente no los encuentra" in listed and 'data-testid="not-found-obras-publicas"' in listed
    assert 'data-testid="services-left"' in (await admin.get("/administracion/areas/obras-publicas")).text
    gone = await send(admin, "move", "agua/falta-de-agua", 1, {"to": "obras-publicas/"})
    assert gone.status in (404, 409)
    assert (await send(admin, "move", LEAK, 2, {"to": "tesoreria/"})).status == 200
    assert (await citizen.get(old)).path == "/directorio/tesoreria/fuga-de-agua"
    # Back to before the second move would be under the department that is retired.
    refused = await admin.post(PAGE, newest_undo(await admin.get(f"{PAGE}/{LEAK}")))
    assert refused.status == 409 and "Esa área se retiró, o nadie puede elegirla" in refused.text
    assert (await send(admin, "retire", LEAK, 3)).status == 200
    assert (await citizen.get(old)).status == 404


@pytest.mark.parametrize("removed", [False, True])
async def test_a_new_service_whose_department_is_no_more_chooses_another_one(
    context: AppContext, admin: Browser, new_browser: NewBrowser, removed: bool
) -> None:
    await retire(context, "agua", removed=removed)
    late = await send(admin, "add", "agua", 0, GOOD)
    form = late.text.split('data-testid="add-service"')[1].split("</form>")[0]
    assert late.status == 400 and 'id="add-service-key-error"' in form and 'value="Ajuste de tandeo"' in form
    assert 'value="tesoreria"' in form and 'value="agua"' not in form
    nameless = (await send(admin, "add", "agua", 0, GOOD | {"name_es": ""})).text
    assert nameless.index('href="#add-service-key"') < nameless.index('href="#add-service-name_es"')
    assert re.search('<option value="sin-agua" selected>', form)
    elsewhere = await send(admin, "add", "tesoreria", 0, GOOD)
    assert elsewhere.status == 400 and "esta área no tiene «" in elsewhere.text and 'value="predial"' in elsewhere.text
    fields = GOOD | {"topic": ""}
    assert (await send(admin, "add", "tesoreria", 0, fields)).path == f"{PAGE}/tesoreria/ajuste-de-tandeo?hecho=1"


async def test_a_new_service_keeps_its_topic_where_the_department_that_it_chooses_has_it(
    context: AppContext, admin: Browser
) -> None:
    await retire(context, "agua", removed=False)
    topics = (await catalogue_log.now(context)).entries
    await change(context, Edit(Key(Kind.TOPIC, "tesoreria/sin-agua"), 0, topics[Key(Kind.TOPIC, "agua/sin-agua")]))
    assert (await send(admin, "add", "tesoreria", 0, GOOD)).path == f"{PAGE}/tesoreria/ajuste-de-tandeo?hecho=1"
    assert '<option value="sin-agua" selected>' in (await admin.get(f"{PAGE}/tesoreria/ajuste-de-tandeo")).text


async def test_the_service_of_a_removed_department_can_be_changed_and_moved(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    await retire(context, "agua", removed=True)
    assert 'data-testid="not-found-agua"' in (await admin.get(f"{PAGE}?area=agua")).text
    wrong = await send(admin, "change", LEAK, 1, GOOD | {"name_es": ""})
    assert wrong.status == 400 and "Se ajusta el horario del agua." in wrong.text
    assert 'data-testid="department-gone"' in (await send(admin, "change", LEAK, 1, GOOD)).text
    moved = await send(admin, "move", LEAK, 2, {"to": "tesoreria/"})
    assert moved.path == f"{PAGE}/tesoreria/fuga-de-agua?hecho=1"


async def test_an_address_that_leads_on_is_given_to_no_other_service(admin: Browser, new_browser: NewBrowser) -> None:
    citizen = await new_browser()
    await send(admin, "add", "agua", 0, GOOD)
    await send(admin, "move", "agua/ajuste-de-tandeo", 1, {"to": "tesoreria/"})
    again = await send(admin, "add", "agua", 0, GOOD)
    assert again.path == f"{PAGE}/agua/ajuste-de-tandeo-2?hecho=1"
    assert (await citizen.get("/directorio/agua/ajuste-de-tandeo")).path == "/directorio/tesoreria/ajuste-de-tandeo"


async def test_a_service_moved_in_the_files_is_moved_here(context: AppContext, new_browser: NewBrowser) -> None:
    """So also in a sheet that `audiencia import` reads: it writes these files."""
    citizen, files = await new_browser(), context.in_force.files
    services = tuple(
        one.model_copy(update={"department": "obras-publicas", "topic": None}) if one.slug == "fuga-de-agua" else one
        for one in files.services
    )
    applied = await catalogue_files.apply(context.database, files.model_copy(update={"services": services}))
    [proposal] = [one for one in applied if one.edit.key.name == LEAK]
    assert in_words(proposal).endswith("«agua/fuga-de-agua» → «obras-publicas/fuga-de-agua»")
    assert (await citizen.get(f"/directorio/{LEAK}")).path == "/directorio/obras-publicas/fuga-de-agua"


async def test_a_start_writes_no_service_again(context: AppContext) -> None:
    async with context.database.read() as conn:
        before = await conn.fetch("SELECT xmin, id FROM service ORDER BY id")
        await seed.seed(context.database, context.in_force.files)
        assert before == await conn.fetch("SELECT xmin, id FROM service ORDER BY id")
