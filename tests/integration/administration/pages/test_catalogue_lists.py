"""Lists of days, announcements and templates: searched, sorted, paged; a form that is opened; and what is wrong in the address."""

import re
from uuid import uuid4

from tests.integration.administration.pages.test_catalogue_page import admin, admin_id, newest_undo, send
from tests.support.contexts import DEPARTMENT
from tests.support.page_browser import Browser, Seen

__all__ = ["admin", "admin_id"]
DAYS, TEMPLATES, ANNOUNCEMENTS = (f"/administracion/{one}" for one in ("dias", "plantillas", "anuncios"))
CONTENT = "/administracion/contenido"


def listed(seen: Seen) -> list[str]:
    """What stands in the list: `kind-key`, in its order."""
    return re.findall(r'<tr data-testid="object-([a-z0-9_-]+)"', seen.text)


async def test_days_are_searched_and_sorted(admin: Browser) -> None:
    whole = listed(await admin.get(DAYS))
    await send(admin, "add", "holiday", day="2099-03-02", name="Aniversario del pueblo")
    await send(admin, "add", "opening", day="2099-02-03", closed="yes", why_es="Feria de la flor")
    fair, anniversary = "opening-2099-02-03", "holiday-2099-03-02"
    seen = await admin.get(DAYS)
    assert len(listed(seen)) == len(whole) + 2 and "Este día no hay audiencia" in seen.text
    searches = {
        "2099": [fair, anniversary],
        "ANIVERSÁRIO": [anniversary],
        "flor feria": [fair],
        "marzo+2099": [anniversary],
    }
    for words, expected in searches.items():
        assert listed(await admin.get(f"{DAYS}?q={words}")) == expected, words
    assert listed(await admin.get(f"{DAYS}?q=2099&orden=-name")) == [anniversary, fair]
    assert listed(await admin.get(f"{DAYS}?q=2099&orden=why")) == [anniversary, fair]
    nothing = await admin.get(f"{DAYS}?q=zzz")
    assert (
        listed(nothing) == []
        and 'data-testid="no-objects"' in nothing.text
        and 'data-testid="whole-list"' in nothing.text
    )
    for wrong in (
        "orden=closed",
        "orden=--name",
        "pagina=0",
        "pagina=x",
        "abrir=opening/2000-01-01",
        "abrir=x",
        "abrir=",
    ):
        again = await admin.get(f"{DAYS}?{wrong}")
        assert listed(again) == listed(seen) and 'data-testid="opened"' not in again.text, wrong


async def test_a_page_that_the_browser_kept_adds_another_day(admin: Browser) -> None:
    kept = {"command_id": str(uuid4()), "name": "Feria"}
    for day in ("2099-03-02", "2099-03-03", "2099-03-03"):
        await send(admin, "add", "holiday", day=day, **kept)
    assert listed(await admin.get(f"{DAYS}?q=feria")) == ["holiday-2099-03-02", "holiday-2099-03-03"]


async def test_days_to_come_stand_before_those_that_are_over(admin: Browser) -> None:
    coming, over = [listed(await admin.get(f"{DAYS}?q={state}")) for state in ("por+venir", "ya+termino")]
    assert coming and over and listed(await admin.get(DAYS)) == coming + over
    assert coming == sorted(coming) and over == sorted(over, reverse=True), "what is nearest to today first"
    assert listed(await admin.get(f"{DAYS}?orden=name")) == sorted(over) + coming


async def test_a_form_is_opened_from_the_list_which_stays_as_it_was(admin: Browser) -> None:
    for number in range(27):
        await send(
            admin,
            "add",
            "step_template",
            label=f"Paso {number:02d} zz",
            step="Pase a ventanilla",
            department=DEPARTMENT,
        )
    first, second = await admin.get(f"{TEMPLATES}?q=zz"), await admin.get(f"{TEMPLATES}?q=zz&pagina=2")
    assert len(listed(first)) == 25 and listed(second) == ["step_template-paso_25_zz", "step_template-paso_26_zz"]
    assert listed(await admin.get(f"{TEMPLATES}?q=zz&pagina=99")) == listed(second)
    link = f"{TEMPLATES}?q=zz&pagina=2&abrir=step_template%2Fpaso_26_zz"
    assert link.replace("&", "&amp;") in second.text
    opened = await admin.get(link)
    assert 'data-testid="change-step_template-paso_26_zz"' in opened.text and listed(opened) == listed(second)
    assert f'href="{TEMPLATES}?q=zz&amp;pagina=2" data-testid="close"' in opened.text
    said = {"act": "change", "kind": "step_template", "key": "paso_26_zz", "version": "1", "label": "Paso 26 zz"}
    form = dict(re.findall(r'name="(csrf|command_id)" value="([^"]*)"', opened.text)) | said
    refused = await admin.post(f"{CONTENT}?q=zz&pagina=2", form | {"step": ""})
    assert refused.status == 400 and 'id="change-step_template-paso_26_zz-step-error"' in refused.text
    assert listed(refused) == listed(second)
    done = await admin.post(f"{CONTENT}?q=zz&pagina=2", form | {"step": "Vaya a la caja"})
    assert done.path == f"{TEMPLATES}?q=zz&pagina=2&hecho=1" and "Vaya a la caja" in done.text
    assert listed(await admin.get(f"{TEMPLATES}?q=caja")) == ["step_template-paso_26_zz"]
    undone = await admin.post(f"{CONTENT}?q=caja", newest_undo(done))
    assert undone.path == f"{TEMPLATES}?q=caja&hecho=1" and listed(undone) == []


async def test_what_is_retired_stands_last_and_is_put_back(admin: Browser) -> None:
    await send(admin, "add", "step_template", label="Alfa zz", step="Uno")
    await send(admin, "add", "step_template", label="Beta zz", step="Dos")
    gone = await send(admin, "retire", "step_template", "alfa_zz", 1)
    assert 'data-testid="put_back-step_template-alfa_zz"' in gone.text
    ordered = await admin.get(f"{TEMPLATES}?q=zz&orden=state")
    assert listed(ordered) == ["step_template-beta_zz", "step_template-alfa_zz"]
    assert listed(await admin.get(f"{TEMPLATES}?q=retirad+zz")) == ["step_template-alfa_zz"]


async def test_nothing_is_searched_where_there_is_nothing(admin: Browser) -> None:
    seen = await admin.get(ANNOUNCEMENTS)
    assert 'data-testid="none-yet"' in seen.text and 'id="q"' not in seen.text
    assert 'data-testid="no-objects"' in (await admin.get(f"{ANNOUNCEMENTS}?q=x")).text
