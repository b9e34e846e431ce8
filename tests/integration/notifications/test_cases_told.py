"""What happens to a case is told to the person in the transaction in which it does, and an e-mail that was taken proves it."""

from typing import Any

import pytest

from audiencia.cases.domain.contact import Delivery
from audiencia.cases.use_cases import work
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.core.errors import BadInput, Stale
from audiencia.notifications import deliver
from audiencia.privacy import store as persons
from audiencia.runtime.context import House
from audiencia.staff.roles import Role
from tests.integration.notifications.conftest import Post
from tests.support.contexts import DEPARTMENT, account
from tests.support.page_cases import MATTER, send

MAIL = "ana.perez@example.org"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "LOOK_SECONDS", 0.05)


async def row_of(house: House, folio: str) -> Any:
    async with house.database.read() as conn:
        return await conn.fetchrow("SELECT * FROM case_file WHERE folio = $1", folio)


async def command(house: House, folio: str) -> CaseCommand:
    """Of somebody of the department, on the case as it is now."""
    row = await row_of(house, folio)
    async with house.database.read() as conn:
        staff_id = await conn.fetchval("SELECT id FROM staff WHERE login = 'irma'")
    staff_id = staff_id or await account(house, "irma", Role.DIRECTOR, "tapo7-rilu3-semi4-kado5", DEPARTMENT)
    return CaseCommand(Desk(staff_id, "Irma", row["department_id"]), row["id"], row["version"])


async def kinds(post: Post) -> list[object]:
    return [(row["kind"], row["channel"]) for row in await post.rows()]


async def test_each_act_that_the_person_waits_for_is_told_and_no_other(post: Post) -> None:
    house, folio = post.house, await send(post.house, contact=MAIL, answer_by="email")
    first = await command(house, folio)
    await work.assign(house, first, first.desk.staff_id)
    await work.note(house, await command(house, folio), "Nadie lo lee")
    await work.name_subject(house, await command(house, folio), "Bache")
    assert await kinds(post) == []
    await work.begin(house, await command(house, folio))
    await work.write(house, await command(house, folio), "Vamos en camino")
    await work.ask(house, await command(house, folio), "¿En qué esquina?")
    with pytest.raises(Stale):
        await work.answer(house, first, "Listo.", "email")
    wanted = [("case_state", "mail"), ("case_state", "mail"), ("case_clarification", "mail")]
    assert await kinds(post) == wanted
    await work.turn(house, await command(house, folio), "tesoreria", "other_department")
    assert await kinds(post) == [*wanted, ("case_state", "mail")]


async def test_an_e_mail_that_was_taken_is_the_proof_of_an_answer_by_e_mail(post: Post) -> None:
    house, folio = post.house, await send(post.house, contact=MAIL, answer_by="email")
    other = await send(post.house, contact=MAIL)
    await work.answer(house, await command(house, folio), "La cuadrilla va el jueves.", "email")
    await work.answer(house, await command(house, other), "La cuadrilla va el viernes.", "page")
    async with post.delivering():
        await post.until_states("sent", "sent")
    async with house.database.read() as conn:
        found = await conn.fetch("SELECT delivery, proof FROM case_message WHERE kind = 'answer' ORDER BY at")
    assert [tuple(row) for row in found] == [("email", "mail_accepted"), ("page", None)]
    for letter in post.mail.taken:
        body = letter.get_body(("plain",))
        assert body is not None and "cuadrilla" not in body.get_content() and MATTER not in body.get_content()


async def test_who_was_erased_is_told_nothing_and_the_case_still_moves(post: Post) -> None:
    house, folio = post.house, await send(post.house, contact=MAIL)
    async with house.database.begin() as tx:
        await persons.erase_person(tx.conn, (await row_of(house, folio))["person_id"])
    await work.turn(house, await command(house, folio), "tesoreria", "other_department")
    assert await kinds(post) == []


@pytest.mark.parametrize("contact", [MAIL, "722 123 45 67"], ids=["mail", "telephone"])
async def test_who_left_the_purpose_open_is_written_to_about_nothing(post: Post, contact: str) -> None:
    house, folio = post.house, await send(post.house, contact=contact, purposes=("attention",))
    await work.begin(house, await command(house, folio))
    await work.ask(house, await command(house, folio), "¿En qué esquina?")
    await work.write(house, await command(house, folio), "Vamos en camino")
    await work.answer(house, await command(house, folio), "Listo.", "page")
    assert await kinds(post) == []


async def test_who_asked_for_the_answer_by_e_mail_alone_gets_that_e_mail_alone(post: Post) -> None:
    house = post.house
    folio = await send(house, contact=f"{MAIL}, 722 123 45 67", answer_by="email", purposes=("attention",))
    await work.ask(house, await command(house, folio), "¿En qué esquina?")
    assert await kinds(post) == []
    await work.answer(house, await command(house, folio), "Listo.", "email")
    assert await kinds(post) == [("case_answered", "mail")]


async def test_who_took_the_consent_back_is_written_to_no_more(post: Post) -> None:
    house, folio = post.house, await send(post.house, contact=MAIL)
    person = (await row_of(house, folio))["person_id"]
    async with house.database.begin() as tx:
        await tx.conn.execute("UPDATE consent SET revoked_at = app_now() WHERE person_id = $1", person)
    await work.ask(house, await command(house, folio), "¿En qué esquina?")
    assert await kinds(post) == []


@pytest.mark.parametrize("delivery", ["email", "telephone"])
async def test_no_answer_goes_by_a_way_that_was_not_allowed(post: Post, delivery: Delivery) -> None:
    house, folio = post.house, await send(post.house, contact=f"{MAIL}, 722 123 45 67", purposes=("attention",))
    with pytest.raises(BadInput) as refused:
        await work.answer(house, await command(house, folio), "Listo.", delivery)
    assert refused.value.fields == {"delivery": "not_allowed"}
