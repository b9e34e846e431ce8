"""What happens to a case is told to the person in the transaction in which it does, and an e-mail that was taken proves it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from audiencia.cases.domain.contact import Delivery
from audiencia.cases.store.inbox import Next
from audiencia.cases.use_cases import due, inbox, own_contact, read, work
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.core.errors import BadInput, Stale
from audiencia.core.folio import Folio
from audiencia.followup import consents
from audiencia.notifications import deliver
from audiencia.privacy import store as persons
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.integration.notifications.conftest import Post
from tests.support.contexts import DEPARTMENT, account
from tests.support.page_cases import MATTER, send

DAY = 86_400
MAIL, RIGHT = "ana.perez@example.org", "ana.nunez@example.org"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "LOOK_SECONDS", 0.05)


async def row_of(context: AppContext, folio: str) -> Any:
    async with context.database.read() as conn:
        return await conn.fetchrow("SELECT * FROM case_file WHERE folio = $1", folio)


async def command(context: AppContext, folio: str) -> CaseCommand:
    """Of somebody of the department, on the case as it is now."""
    row = await row_of(context, folio)
    async with context.database.read() as conn:
        staff_id = await conn.fetchval("SELECT id FROM staff WHERE login = 'irma'")
    staff_id = staff_id or await account(context, "irma", Role.DIRECTOR, "tapo7-rilu3-semi4-kado5", DEPARTMENT)
    return CaseCommand(Desk(staff_id, "Irma", row["department_id"]), row["id"], row["version"])


async def kinds(post: Post) -> list[object]:
    return [(row["kind"], row["channel"]) for row in await post.rows()]


async def test_each_act_that_the_person_waits_for_is_told_and_no_other(post: Post) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL, answer_by="email")
    first = await command(context, folio)
    await work.assign(context, first, first.desk.staff_id)
    await work.note(context, await command(context, folio), "Nadie lo lee")
    await work.name_subject(context, await command(context, folio), "Bache")
    assert await kinds(post) == []
    await work.begin(context, await command(context, folio))
    await work.write(context, await command(context, folio), "Vamos en camino")
    await work.ask(context, await command(context, folio), "¿En qué esquina?")
    with pytest.raises(Stale):
        await work.answer(context, first, "Listo.", "email")
    wanted = [("case_state", "mail"), ("case_state", "mail"), ("case_clarification", "mail")]
    assert await kinds(post) == wanted
    await work.turn(context, await command(context, folio), "tesoreria", "other_department")
    assert await kinds(post) == [*wanted, ("case_state", "mail")]


async def test_an_e_mail_that_was_taken_is_the_proof_of_an_answer_by_e_mail(post: Post) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL, answer_by="email")
    other = await send(post.context, contact=MAIL)
    await work.answer(context, await command(context, folio), "La cuadrilla va el jueves.", "email")
    await work.answer(context, await command(context, other), "La cuadrilla va el viernes.", "page")
    async with post.delivering():
        await post.until_states("sent", "sent")
    async with context.database.read() as conn:
        found = await conn.fetch("SELECT delivery, proof FROM case_message WHERE kind = 'answer' ORDER BY at")
    assert [tuple(row) for row in found] == [("email", "mail_accepted"), ("page", None)]
    for letter in post.mail.taken:
        body = letter.get_body(("plain",))
        assert body is not None and "cuadrilla" not in body.get_content() and MATTER not in body.get_content()


async def answer_of(context: AppContext, folio: str) -> Any:
    async with context.database.read() as conn:
        return await conn.fetchrow(
            "SELECT case_message.id, delivery, proof FROM case_message JOIN case_file ON case_file.id = case_id "
            "WHERE folio = $1 AND case_message.kind = 'answer'", folio,
        )  # fmt: skip


async def listed(context: AppContext, folio: str) -> Next:
    """What the officer's list and the case itself say of it."""
    desk = (await command(context, folio)).desk
    rows = (await inbox.look(context, desk, inbox.Wanted(stage="answered"))).rows
    [row] = [one for one in rows if one.folio == folio]
    assert (await read.open_case(context, desk, Folio(folio))).next is row.next
    return row.next


@pytest.mark.parametrize("how", ["refused", "expired"])
async def test_an_e_mail_that_never_arrives_leaves_the_answer_to_be_handed_over(post: Post, how: str) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL, answer_by="email")
    await work.answer(context, await command(context, folio), "La cuadrilla va el jueves.", "email")
    assert await listed(context, folio) is Next.WAIT_FOR_CITIZEN
    if how == "refused":
        post.mail.at_address = ["550 nobody"]
    else:
        await post.pass_time(8 * DAY)
    async with post.delivering():
        await post.until_states("failed" if how == "refused" else "expired")
    answer = await answer_of(context, folio)
    assert (answer["delivery"], answer["proof"]) == ("counter", None)
    assert await listed(context, folio) is Next.DELIVER
    seen = await read.open_case(context, (await command(context, folio)).desk, Folio(folio))
    assert [one.kind for one in seen.events].count("mail_given_up") == 1
    await post.pass_time(16 * DAY)
    assert await due.conclude_silent(context) == 0
    await work.deliver(context, await command(context, folio), answer["id"])
    assert await listed(context, folio) is Next.WAIT_FOR_CITIZEN
    await post.pass_time(16 * DAY)
    assert await due.conclude_silent(context) == 1


async def test_the_silence_after_an_e_mail_counts_from_when_it_was_taken(post: Post) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL, answer_by="email")
    await work.answer(context, await command(context, folio), "La cuadrilla va el jueves.", "email")
    await post.pass_time(5 * DAY)
    async with post.delivering():
        await post.until_states("sent")
    row = await row_of(context, folio)
    assert timedelta(days=20) <= row["silence_until"] - row["answered_at"] < timedelta(days=21)


async def test_who_was_erased_is_told_nothing_and_the_case_still_moves(post: Post) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL)
    async with context.database.begin() as tx:
        await persons.erase_person(tx.conn, context.keyring, (await row_of(context, folio))["person_id"])
    await work.turn(context, await command(context, folio), "tesoreria", "other_department")
    assert await kinds(post) == []


@pytest.mark.parametrize("contact", [MAIL, "722 123 45 67"], ids=["mail", "telephone"])
async def test_who_left_the_purpose_open_is_written_to_about_nothing(post: Post, contact: str) -> None:
    context, folio = post.context, await send(post.context, contact=contact, purposes=("attention",))
    await work.begin(context, await command(context, folio))
    await work.ask(context, await command(context, folio), "¿En qué esquina?")
    await work.write(context, await command(context, folio), "Vamos en camino")
    await work.answer(context, await command(context, folio), "Listo.", "page")
    assert await kinds(post) == []


async def test_who_asked_for_the_answer_by_e_mail_alone_gets_that_e_mail_alone(post: Post) -> None:
    context = post.context
    folio = await send(context, contact=f"{MAIL}, 722 123 45 67", answer_by="email", purposes=("attention",))
    await work.ask(context, await command(context, folio), "¿En qué esquina?")
    assert await kinds(post) == []
    await work.answer(context, await command(context, folio), "Listo.", "email")
    assert await kinds(post) == [("case_answered", "mail")]


async def allow(context: AppContext, folio: str, allow: bool) -> None:
    row, notice = await row_of(context, folio), context.municipality.notice
    await consents.change(context, row["id"], "follow_up", allow=allow, notice_hash=notice.hash)


async def test_who_took_the_consent_back_is_written_to_no_more_until_it_is_given_again(post: Post) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL)
    await allow(context, folio, False)
    await work.ask(context, await command(context, folio), "¿En qué esquina?")
    assert await kinds(post) == []
    await allow(context, folio, True)
    await work.write(context, await command(context, folio), "Vamos en camino")
    assert await kinds(post) == [("case_state", "mail")]


async def test_what_waits_to_be_sent_is_taken_back_with_the_consent(post: Post) -> None:
    context = post.context
    folio, other = await send(context, contact=MAIL), await send(context, contact=MAIL)
    for one in (folio, other):
        await work.begin(context, await command(context, one))
        await work.answer(context, await command(context, one), "Listo.", "page")
    await allow(context, folio, False)
    async with post.delivering():
        await post.until_states("sent", "sent")
    assert {row["about"] for row in await post.rows()} == {(await row_of(context, other))["id"]}
    assert len(post.mail.taken) == 2


async def test_what_waits_goes_to_the_contact_as_it_was_corrected(post: Post) -> None:
    context, mistyped = post.context, await send(post.context, contact=MAIL, answer_by="email")
    other = await send(context, contact=MAIL, answer_by="email")
    for one in (mistyped, other):
        await work.ask(context, await command(context, one), "¿En qué esquina?")
        await work.answer(context, await command(context, one), "Listo.", "email")
    await own_contact.correct(context, (await row_of(context, mistyped))["id"], RIGHT)
    async with post.delivering():
        await post.until_states("sent", "sent", "sent", "sent")
    said = sorted((str(letter["To"]), str(letter["Subject"])) for letter in post.mail.taken)
    assert [to for to, _ in said] == [RIGHT, RIGHT, MAIL, MAIL]
    assert [subject.replace(other, mistyped) for _, subject in said[2:]] == [subject for _, subject in said[:2]]
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM case_message WHERE proof = 'mail_accepted'") == 2


async def test_what_was_sent_to_an_earlier_contact_is_not_sent_again(post: Post) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL)
    await work.begin(context, await command(context, folio))
    async with post.delivering():
        await post.until_states("sent")
    await own_contact.correct(context, (await row_of(context, folio))["id"], RIGHT)
    assert await post.states() == ["sent"]


async def test_where_the_contact_is_a_telephone_now_no_e_mail_waits(post: Post) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL)
    await work.answer(context, await command(context, folio), "Listo.", "page")
    assert await kinds(post) == [("case_answered", "mail")]
    await own_contact.correct(context, (await row_of(context, folio))["id"], "722 765 43 21")
    assert await kinds(post) == [("case_answered", "sms")]


async def test_an_answer_that_was_to_go_by_e_mail_is_left_on_the_page_of_who_has_a_telephone_now(post: Post) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL)
    answer = await work.answer(context, await command(context, folio), "Listo.", "email")
    await own_contact.correct(context, (await row_of(context, folio))["id"], "722 765 43 21")
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT delivery FROM case_message WHERE id = $1", answer) == "page"


async def test_a_receipt_that_waits_goes_to_the_corrected_address_without_any_other_consent(post: Post) -> None:
    context = post.context
    folio = await send(context, contact=MAIL, acknowledge=True, purposes=("attention",))
    assert await kinds(post) == [("case_received", "mail")]
    await own_contact.correct(context, (await row_of(context, folio))["id"], RIGHT)
    async with post.delivering():
        await post.until_states("sent")
    assert [str(letter["To"]) for letter in post.mail.taken] == [RIGHT]


async def test_a_receipt_that_waits_stays_an_email_where_the_corrected_contact_has_a_telephone(post: Post) -> None:
    context = post.context
    folio = await send(context, contact=MAIL, acknowledge=True)
    await own_contact.correct(context, (await row_of(context, folio))["id"], f"{RIGHT}, 722 123 45 67")
    assert await kinds(post) == [("case_received", "mail")]


async def test_what_waits_for_somebody_else_or_does_not_open_stays(post: Post) -> None:
    context, folio, other = post.context, await send(post.context, contact=MAIL), await send(post.context, contact=MAIL)
    for one in (folio, other):
        await work.begin(context, await command(context, one))
        await work.turn(context, await command(context, one), "tesoreria", "other_department")
    mine, theirs = await row_of(context, folio), await row_of(context, other)
    async with context.database.begin() as tx:
        damaged = await tx.conn.fetchval(
            "UPDATE outbox SET sealed = 'x' WHERE id = (SELECT id FROM outbox WHERE about = $1 LIMIT 1) RETURNING id",
            mine["id"],
        )
        await tx.conn.execute("UPDATE outbox SET about = $1 WHERE about = $2", mine["id"], theirs["id"])
    before = {row["id"] for row in await post.rows()}
    await own_contact.correct(context, mine["id"], RIGHT)
    rows = await post.rows()
    kept = {row["id"] for row in rows} & before
    assert damaged in kept and {row["id"] for row in rows if row["person_id"] == theirs["person_id"]} < kept
    assert len(rows) == 4 and len(kept) == 3
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT object_id FROM unreadable WHERE place = 'outbox.sealed'") == damaged


@pytest.mark.parametrize(("delivery", "asked"), [("telephone", "page"), ("telephone", "telephone"), ("email", "page")])
async def test_an_answer_is_not_told_by_a_way_whose_consent_is_gone(
    post: Post, delivery: Delivery, asked: Delivery
) -> None:
    context, folio = post.context, await send(post.context, contact=f"{MAIL}, 722 123 45 67", answer_by=asked)
    answer = await work.answer(context, await command(context, folio), "Listo.", delivery)
    await allow(context, folio, False)
    async with context.database.read() as conn:
        left = await conn.fetchval("SELECT delivery FROM case_message WHERE id = $1", answer)
    assert left == (delivery if delivery == asked else "page")


async def test_what_a_slow_server_was_being_given_is_taken_back_too(post: Post) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL)
    await work.begin(context, await command(context, folio))
    post.mail.hold_at_address = asyncio.Event()

    async def came(addresses: list[str]) -> bool:
        return addresses == [MAIL]

    async with post.delivering():
        await post.until(lambda: came(post.mail.held))
        await allow(context, folio, False)
        await post.until(lambda: came(post.mail.let_go))
    assert post.mail.taken == [] and await kinds(post) == []


async def test_the_answer_that_was_asked_for_by_e_mail_is_no_use_of_that_consent(post: Post) -> None:
    context, folio = post.context, await send(post.context, contact=MAIL, answer_by="email")
    await work.begin(context, await command(context, folio))
    await work.answer(context, await command(context, folio), "Listo.", "email")
    await allow(context, folio, False)
    assert await kinds(post) == [("case_answered", "mail")]


async def test_nothing_is_written_by_a_consent_that_was_taken_back_at_the_same_time(post: Post) -> None:
    """Whichever comes first: what is told under the consent is taken back with it."""
    context = post.context
    for _ in range(8):
        folio = await send(context, contact=MAIL)
        begun = await command(context, folio)
        async with asyncio.TaskGroup() as group:
            group.create_task(work.begin(context, begun))
            group.create_task(allow(context, folio, False))
    assert await kinds(post) == []


@pytest.mark.parametrize(("delivery", "contact"), [("email", "722 123 45 67"), ("telephone", MAIL), ("email", "")])
async def test_no_answer_goes_by_a_way_that_the_contact_does_not_have(
    post: Post, delivery: Delivery, contact: str
) -> None:
    context, folio = post.context, await send(post.context, contact=contact)
    seen = await read.open_case(context, (await command(context, folio)).desk, Folio(folio))
    assert not seen.allowed.delivers(delivery)
    with pytest.raises(BadInput) as refused:
        await work.answer(context, await command(context, folio), "Listo.", delivery)
    assert refused.value.fields == {"delivery": "not_allowed"} and await kinds(post) == []


@pytest.mark.parametrize("delivery", ["email", "telephone"])
async def test_no_answer_goes_by_a_way_that_was_not_allowed(post: Post, delivery: Delivery) -> None:
    context, folio = post.context, await send(post.context, contact=f"{MAIL}, 722 123 45 67", purposes=("attention",))
    with pytest.raises(BadInput) as refused:
        await work.answer(context, await command(context, folio), "Listo.", delivery)
    assert refused.value.fields == {"delivery": "not_allowed"}
