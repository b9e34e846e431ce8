"""The administration: accounts are made, closed and opened, passwords are shown once, and each of it is on record."""

import asyncio
import re
from uuid import uuid4

import pytest

from audiencia.administration import accounts
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CommandId, StaffId
from audiencia.privacy import unreadable
from audiencia.privacy.attempts import Guesser
from audiencia.runtime import sign_in
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser, Seen

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/administracion"
GOOD = {"login": "Mesa.2", "name": "  Mesa   dos ", "role": "moderator"}


@pytest.fixture
async def admin_id(context: AppContext) -> StaffId:
    return await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)


@pytest.fixture
async def admin(browser: Browser, admin_id: StaffId) -> Browser:
    assert (await browser.send("/entrar", {"username": "admin", "password": PASSWORD})).path == PAGE
    return browser


async def staff(context: AppContext) -> dict[str, dict[str, object]]:
    async with context.database.read() as conn:
        return {row["login"]: dict(row) for row in await conn.fetch("SELECT * FROM staff")}


async def actions(context: AppContext, by: StaffId) -> list[str]:
    async with context.database.read() as conn:
        rows = await conn.fetch(
            "SELECT action FROM audit WHERE actor_id = $1 AND object_kind = 'staff' ORDER BY id", by
        )
    return [row["action"] for row in rows if row["action"] != "signed_in"]


def password(seen: Seen) -> str:
    found = re.search(r'data-testid="password">([^<]+)<', seen.text)
    assert found is not None
    return found[1]


async def act(admin: Browser, action: str, staff_id: StaffId, **fields: str) -> Seen:
    page = await admin.get(PAGE)
    sent = {"csrf": page.hidden["csrf"], "staff_id": str(staff_id), "command_id": str(uuid4())} | fields
    return await admin.post(f"{PAGE}/{action}", sent)


async def test_a_new_account_signs_in_with_the_password_shown_once(
    context: AppContext, admin: Browser, admin_id: StaffId, new_browser: NewBrowser
) -> None:
    seen = await admin.send(PAGE, GOOD)
    made = (await staff(context))["mesa.2"]
    assert (made["display_name"], made["role"], made["department_id"]) == ("Mesa dos", "moderator", None)
    assert password(seen) not in (await admin.get(PAGE)).text
    assert (
        await (await new_browser()).send("/entrar", {"username": "mesa.2", "password": password(seen)})
    ).status == 200
    assert await actions(context, admin_id) == ["account_created"]
    listed = (await admin.get(PAGE)).text.split('data-testid="account-mesa.2"')[1].split("</tr>")[0]
    assert "Moderación" in listed and "Última entrada" in listed and "nunca ha entrado" not in listed
    async with context.database.read() as conn:
        kept = await conn.fetchval("SELECT string_agg(result::text, ' ') FROM command_done")
    assert password(seen) not in kept


async def test_sent_twice_it_is_one_account_with_one_password(
    context: AppContext, admin: Browser, admin_id: StaffId
) -> None:
    form = (await admin.get(PAGE)).hidden | GOOD
    first, second = await admin.post(PAGE, form), await admin.post(PAGE, form)
    assert password(first) == password(second)
    assert await actions(context, admin_id) == ["account_created"]
    made = StaffId((await staff(context))["mesa.2"]["id"])  # type: ignore[arg-type]
    await act(admin, "contrasena", made)
    late = await admin.post(PAGE, form)
    assert late.status == 409 and 'data-testid="password"' not in late.text


async def test_a_page_that_the_browser_kept_makes_another_account(context: AppContext, admin: Browser) -> None:
    form = (await admin.get(PAGE)).hidden | GOOD
    assert (await admin.post(PAGE, form)).status == 200
    taken = await admin.post(PAGE, form | {"way": "invite"})
    assert taken.status == 400 and 'id="login-error"' in taken.text
    other = await admin.post(PAGE, form | {"login": "mesa.3", "name": "Mesa tres"})
    assert "Mesa tres" in other.text.split('id="given-title"')[1][:200]
    assert {"mesa.2", "mesa.3"} <= (await staff(context)).keys()


WRONG = (
    ({"login": ""}, "login"),
    ({"login": "a"}, "login"),
    ({"login": "ñandú"}, "login"),
    ({"login": "admin"}, "login"),
    ({"name": " "}, "name"),
    ({"name": "x" * 121}, "name"),
    ({"role": ""}, "role"),
    ({"role": "citizen"}, "role"),
    ({"role": "king"}, "role"),
    ({"role": "director"}, "department"),
    ({"role": "assistant", "department": "nada"}, "department"),
    ({"role": "interpreter"}, "interpreter"),
)


async def test_what_is_wrong_is_named_and_nothing_is_written(context: AppContext, admin: Browser) -> None:
    before = await staff(context)
    for changes, field in WRONG:
        seen = await admin.send(PAGE, GOOD | changes)
        assert seen.status == 400 and f'id="{field}-error"' in seen.text, changes
        assert f'href="#{field}"' in seen.text and 'data-testid="error-summary"' in seen.text
    assert await staff(context) == before


async def test_departments_substitutes_and_interpreters(context: AppContext, admin: Browser) -> None:
    director = GOOD | {"role": "director", "department": "agua", "stands_in": "yes"}
    assert (await admin.send(PAGE, director)).status == 200
    interpreter = {
        "login": "lsm",
        "name": "Intérprete",
        "role": "interpreter",
        "interpreter": "lsm_1",
        "stands_in": "yes",
    }
    assert (await admin.send(PAGE, interpreter)).status == 200
    again = await admin.send(PAGE, interpreter | {"login": "lsm2"})
    assert again.status == 400 and 'id="interpreter-error"' in again.text
    made = await staff(context)
    assert made["mesa.2"]["stands_in"] is True and made["mesa.2"]["department_id"] is not None
    assert made["lsm"]["stands_in"] is False and made["lsm"]["interpreter_id"] is not None
    lsm = StaffId(made["lsm"]["id"])  # type: ignore[arg-type]
    await act(admin, "desactivar", lsm)
    assert (await admin.send(PAGE, interpreter | {"login": "lsm2"})).status == 200
    refused = await act(admin, "activar", lsm)
    assert refused.status == 409 and 'data-testid="error-summary"' in refused.text


async def test_who_is_deactivated_is_out_at_once(
    context: AppContext, admin: Browser, admin_id: StaffId, new_browser: NewBrowser
) -> None:
    mesa = await account(context, "mesa", Role.MODERATOR, PASSWORD)
    other = await new_browser()
    await other.send("/entrar", {"username": "mesa", "password": PASSWORD})
    assert (await other.get("/moderacion")).status == 200
    command = str(uuid4())
    for _ in range(2):
        assert (await act(admin, "desactivar", mesa, command_id=command)).status == 200
    assert (await other.get("/moderacion", follow=False)).status == 303
    assert (await other.send("/entrar", {"username": "mesa", "password": PASSWORD})).status == 403
    await act(admin, "activar", mesa)
    assert (await other.get("/moderacion", follow=False)).status == 303  # the session does not come back
    assert (await other.send("/entrar", {"username": "mesa", "password": PASSWORD})).path == "/moderacion"
    again = await act(admin, "desactivar", mesa, command_id=command)
    assert again.status == 409 and 'data-testid="error-summary"' in again.text, "a form that was sent is sent again"
    assert await actions(context, admin_id) == ["account_closed", "account_opened"]


async def test_a_new_password_ends_what_the_old_one_opened(
    context: AppContext, admin: Browser, admin_id: StaffId, new_browser: NewBrowser
) -> None:
    mesa = await account(context, "mesa", Role.MODERATOR, PASSWORD)
    other = await new_browser()
    await other.send("/entrar", {"username": "mesa", "password": PASSWORD})
    given = password(await act(admin, "contrasena", mesa))
    assert (await other.get("/moderacion", follow=False)).status == 303
    assert (await other.send("/entrar", {"username": "mesa", "password": PASSWORD})).status == 403
    assert (await other.send("/entrar", {"username": "mesa", "password": given})).path == "/moderacion"
    assert await actions(context, admin_id) == ["login_renewed"]


async def test_nobody_gives_the_own_account_a_password_without_the_one_of_now(
    context: AppContext, admin: Browser, admin_id: StaffId
) -> None:
    assert 'data-testid="password-admin"' not in (await admin.get(PAGE)).text
    for action in ("contrasena", "invitar"):
        seen = await act(admin, action, admin_id)
        assert seen.status == 409 and "Su cuenta" in seen.text and "given-title" not in seen.text
    assert await actions(context, admin_id) == [] and await sign_in.sign_in(context, "admin", PASSWORD, Guesser())


async def test_nobody_closes_the_own_account_nor_the_last_administrator(
    context: AppContext, admin: Browser, admin_id: StaffId
) -> None:
    assert (await act(admin, "desactivar", admin_id)).status == 409
    second = await account(context, "admin2", Role.ADMINISTRATOR, PASSWORD)
    results = await asyncio.gather(
        accounts.deactivate(context, admin_id, CommandId(uuid4()), second),
        accounts.deactivate(context, second, CommandId(uuid4()), admin_id),
        return_exceptions=True,
    )
    refused = [one for one in results if isinstance(one, Refused)]
    assert [one.code for one in refused] == [Code.LAST_ADMINISTRATOR] and results.count(None) == 1
    assert sum(bool(one["active"]) for one in (await staff(context)).values()) == 1


async def test_buttons_need_the_token_and_a_known_account(
    context: AppContext, admin: Browser, admin_id: StaffId
) -> None:
    mesa = await account(context, "mesa", Role.MODERATOR, PASSWORD)
    for action in ("desactivar", "activar", "contrasena"):
        assert (await act(admin, action, mesa, csrf="x")).status == 403
        assert (await act(admin, action, StaffId(99_999))).status == 404
        assert (await act(admin, action, mesa, command_id="x")).status == 400
    assert (await admin.post(PAGE, GOOD)).status == 403
    assert await actions(context, admin_id) == []
    assert await sign_in.sign_in(context, "mesa", PASSWORD, Guesser())


def invitation(seen: Seen) -> str:
    found = re.search(r'data-testid="invitation-link">[^<]*/invitacion#([^<]+)<', seen.text)
    assert found is not None, seen.text
    assert re.findall(r'data-copy="[^"]*/invitacion#([^"]+)"', seen.text) == [found[1]]
    return found[1]


async def accept(browser: Browser, code: str, chosen: str = "tres gatos en la azotea", again: str = "") -> Seen:
    return await browser.send("/invitacion", {"code": code, "password": chosen, "again": again or chosen})


async def test_who_is_invited_chooses_a_password_that_nobody_else_knows(
    context: AppContext, admin: Browser, admin_id: StaffId, new_browser: NewBrowser
) -> None:
    form = (await admin.get(PAGE)).hidden | GOOD | {"way": "invite"}
    code, person = invitation(await admin.post(PAGE, form)), await new_browser()
    assert invitation(await admin.post(PAGE, form)) == code, "sent twice it is one invitation"
    assert "Invitación vigente" in (await admin.get(PAGE)).text and code not in (await admin.get(PAGE)).text
    assert (await person.send("/entrar", {"username": "mesa.2", "password": "none"})).status == 403
    for chosen, again, field in (
        ("corta", "", "password"),
        ("mesa.2mesa.2", "", "password"),
        ("tres gatos en la azotea", "otra cosa distinta", "again"),
    ):
        wrong = await accept(person, code, chosen, again)
        assert wrong.status == 400 and f'id="{field}-error"' in wrong.text and chosen not in wrong.text
        assert f'value="{code}"' in wrong.text
    assert (await accept(person, code.lower())).path == "/moderacion"
    late = await accept(await new_browser(), code)
    assert late.status == 404 and 'data-code="invite_unknown"' in late.text
    assert (
        await (await new_browser()).send("/entrar", {"username": "mesa.2", "password": "tres gatos en la azotea"})
    ).status == 200
    assert await actions(context, admin_id) == ["account_created", "staff_invited"]


async def test_an_invitation_expires_is_sent_again_and_withdrawn(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    first = invitation(await admin.send(PAGE, GOOD | {"way": "invite"}))
    made = StaffId((await staff(context))["mesa.2"]["id"])  # type: ignore[arg-type]
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE invitation SET made_at = made_at - interval '4 days', expires_at = app_now()")
    assert "Invitación vencida" in (await admin.get(PAGE)).text
    assert (await accept(await new_browser(), first)).status == 404
    second = invitation(await act(admin, "invitar", made))
    third = invitation(await act(admin, "invitar", made))
    assert (await accept(await new_browser(), second)).status == 404, "the one before counts no more"
    assert (await act(admin, "retirar-invitacion", made)).status == 200
    assert (await accept(await new_browser(), third)).status == 404
    command = str(uuid4())
    fourth = invitation(await act(admin, "invitar", made, command_id=command))
    assert invitation(await act(admin, "invitar", made, command_id=command)) == fourth
    await act(admin, "desactivar", made)
    assert (await accept(await new_browser(), fourth)).status == 404
    over = await act(admin, "invitar", made, command_id=command)
    assert over.status == 409 and fourth not in over.text, "nobody is given a link that counts no more"
    assert (await act(admin, "invitar", made)).status == 404


async def change(admin: Browser, staff_id: StaffId, **fields: str) -> Seen:
    form = (await admin.get(f"{PAGE}/cuentas/{staff_id}")).hidden
    return await admin.post(f"{PAGE}/cuentas", form | {"name": "Mesa", "role": "moderator", "department": ""} | fields)


async def undo(admin: Browser) -> Seen:
    newest = (await admin.get(PAGE)).text.split('data-testid="account-change"')[1]
    return await admin.post(f"{PAGE}/cuentas/deshacer", dict(re.findall(r'name="([^"]+)" value="([^"]*)"', newest)))


async def test_an_account_is_changed_told_and_taken_back(
    context: AppContext, admin: Browser, admin_id: StaffId, new_browser: NewBrowser
) -> None:
    mesa = await account(context, "mesa", Role.MODERATOR, PASSWORD)
    other = await new_browser()
    await other.send("/entrar", {"username": "mesa", "password": PASSWORD})
    assert (await change(admin, mesa, name="Mesa de la tarde")).status == 200
    assert (await other.get("/moderacion")).status == 200, "another name ends nothing"
    seen = await change(admin, mesa, role="director", department="agua", stands_in="yes")
    assert seen.status == 200 and "Función: Moderación → Dirección" in seen.text, seen.text
    assert (await other.get("/moderacion", follow=False)).status == 303
    assert (await other.send("/entrar", {"username": "mesa", "password": PASSWORD})).path == "/direccion"
    roster = "SELECT part FROM roster WHERE staff_id = $1"
    async with context.database.read() as conn:
        assert await conn.fetchval(roster, mesa) == "substitute"
    assert 'data-testid="done"' in (await undo(admin)).text
    async with context.database.read() as conn:
        assert await conn.fetchval(roster, mesa) is None
    made = (await staff(context))["mesa"]
    assert (made["role"], made["department_id"], made["stands_in"], made["display_name"]) == (
        "moderator",
        None,
        False,
        "Mesa de la tarde",
    )
    await act(admin, "desactivar", mesa)
    assert 'data-testid="done"' in (await undo(admin)).text
    assert (await staff(context))["mesa"]["active"] is True
    assert await actions(context, admin_id) == [
        "account_changed", "account_changed", "account_changed", "account_closed", "account_opened",
    ]  # fmt: skip


async def test_changes_that_cannot_be_are_refused(context: AppContext, admin: Browser, admin_id: StaffId) -> None:
    mesa = await account(context, "mesa", Role.MODERATOR, PASSWORD)
    for fields, field in (
        ({"name": " "}, "name"),
        ({"role": "director"}, "department"),
        ({"role": "interpreter"}, "role"),
    ):
        wrong = await change(admin, mesa, **fields)
        assert wrong.status == 400 and f'id="{field}-error"' in wrong.text, fields
    assert (await change(admin, admin_id)).status == 409, "nobody takes the own administration away"
    stale = (await admin.get(f"{PAGE}/cuentas/{mesa}")).hidden | {"command_id": str(uuid4())}
    await change(admin, mesa, name="Otra")
    assert (await admin.post(f"{PAGE}/cuentas", stale | {"name": "Tarde", "role": "moderator"})).status == 409
    assert (await admin.get(f"{PAGE}/cuentas/99999")).status == 404
    assert (await staff(context))["mesa"]["display_name"] == "Otra"
    director = await account(context, "dire", Role.DIRECTOR, PASSWORD, "agua")
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "INSERT INTO room (session_id, director_id, queue_id, serves, state) "
            "SELECT session_id, $1, id, ARRAY[id], 'available' FROM queue LIMIT 1",
            director,
        )
    busy = await change(admin, director)
    assert busy.status == 409 and 'data-testid="error-summary"' in busy.text


async def test_an_account_is_found_by_its_person_its_role_and_its_department(
    context: AppContext, admin: Browser
) -> None:
    await account(context, "obras.1", Role.DIRECTOR, PASSWORD, "obras-publicas")
    await account(context, "agua.1", Role.DIRECTOR, PASSWORD, "agua")
    for asked, wanted in (
        ("OBRAS.1", ["obras.1"]),
        ("direccion+publicas", ["obras.1"]),
        ("zzz", []),
        ("%25", []),
        ("obras_1", []),
        ("", None),
    ):
        seen = await admin.get(f"{PAGE}?q={asked}")
        found = logins(seen)
        assert found == wanted if wanted is not None else {"obras.1", "agua.1", "admin"} <= set(found), asked
        assert ('data-testid="no-accounts"' in seen.text) == (found == [])


def logins(seen: Seen) -> list[str]:
    return re.findall(r'<tr data-testid="account-([^"]+)"', seen.text)


async def many(context: AppContext) -> list[str]:
    """Sixty accounts, whose people are called alike but for accents; gives their user names."""
    made = [f"cuenta.{number:02d}" for number in range(60)]
    async with context.database.begin() as tx:
        await tx.conn.executemany(
            "INSERT INTO staff (login, display_name, role, password_hash) VALUES ($1, $2, 'moderator', 'x')",
            [(login, ("ávila" if number % 2 else "Avila") + f" {number:02d}") for number, login in enumerate(made)],
        )
    return made


async def test_the_list_is_paged_and_says_where_one_is(context: AppContext, admin: Browser) -> None:
    made, path, found = await many(context), f"{PAGE}?q=avila", list[str]()
    said = []
    while path:
        seen = await admin.get(path)
        found += logins(seen)
        said += re.findall(r'data-testid="shown">([^<]+)<', seen.text)
        assert 'name="q" type="search" maxlength="80" autocomplete="off" value="avila"' in seen.text
        after = re.search(r'href="([^"]+)" rel="next"', seen.text)
        path = after[1].replace("&amp;", "&") if after else ""
    assert said == ["1–25 de 60", "26–50 de 60", "51–60 de 60"]
    assert sorted(found) == sorted(made) and len(found) == 60
    assert logins(await admin.get(f"{PAGE}?q=avila&pagina=99")) == found[50:], "behind the end is the last page"


async def test_the_list_is_sorted_by_each_head_both_ways(context: AppContext, admin: Browser) -> None:
    await account(context, "obras.1", Role.DIRECTOR, PASSWORD, "obras-publicas")
    agua = await account(context, "agua.1", Role.DIRECTOR, PASSWORD, "agua")
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE staff SET display_name = 'Óscar' WHERE login = 'obras.1'")
        await tx.conn.execute("UPDATE staff SET display_name = 'oliva', active = false WHERE id = $1", agua)
    for order, wanted in {
        "name": ["admin", "agua.1", "obras.1"],
        "-name": ["obras.1", "agua.1", "admin"],
        "role": ["admin", "agua.1", "obras.1"],
        "department": ["admin", "agua.1", "obras.1"],
        "-department": ["obras.1", "agua.1", "admin"],
        "-last_in": ["admin", "agua.1", "obras.1"],
        "-state": ["agua.1", "admin", "obras.1"],
        "password_hash": ["admin", "agua.1", "obras.1"],
    }.items():
        seen = await admin.get(f"{PAGE}?orden={order}")
        assert [one for one in logins(seen) if one in wanted] == wanted, order
        column = order.removeprefix("-") if order != "password_hash" else "name"
        way = "descending" if order.startswith("-") else "ascending"
        head = f'aria-sort="{way}"><a class="sort" href="[^"]*" data-testid="sort-{column}"'
        assert re.search(head, seen.text) and seen.text.count('aria-sort="none"') == 4, order


async def test_what_is_done_with_a_row_leaves_the_list_as_it_was(context: AppContext, admin: Browser) -> None:
    await many(context)
    page = await admin.get(f"{PAGE}?q=avila&orden=-name&pagina=2")
    row = page.text.split("<tr data-testid=")[1].split("</tr>")[0]
    action = re.findall(r'action="([^"]+desactivar[^"]*)"', row)[0].replace("&amp;", "&")
    form = row.split("desactivar")[1].split("</form>")[0]
    seen = await admin.post(action, dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form)))
    assert seen.status == 200 and logins(seen) == logins(page)
    done = seen.text.split("<tr data-testid=")[1].split("</tr>")[0]
    assert "data-autofocus" in done and "activar" in done


async def test_who_was_changed_is_shown_wherever_they_stand(context: AppContext, admin: Browser) -> None:
    await many(context)
    last = await account(context, "zoila", Role.MODERATOR, PASSWORD)
    assert "zoila" not in logins(await admin.get(PAGE))
    assert logins(await change(admin, last, name="Zoila")) == ["zoila"]


async def test_whatever_stands_in_the_address_gives_a_list(admin: Browser) -> None:
    for asked in ("q=%00", "q=%ED%A0%80", "pagina=-1", "pagina=999999", "pagina=x", "orden=1;", "q=%25_%5C", "orden=-"):
        seen = await admin.get(f"{PAGE}?{asked}")
        assert seen.status == 200 and 'data-testid="administration"' in seen.text, asked


async def test_sealed_entries_that_do_not_open_are_counted_where_notices_are_looked_after(
    admin: Browser, context: AppContext
) -> None:
    assert "unreadable-entries" not in (await admin.get(PAGE)).text
    async with context.database.begin() as tx:
        for place in ("attention.name", "attention.name", "person.key"):
            await unreadable.note(tx.conn, place, uuid4())
    said = re.search(r'data-testid="unreadable-entries">(.*?)</p>', (await admin.get(PAGE)).text, re.DOTALL)
    assert said is not None and "no se pueden abrir: 3." in said[1]
