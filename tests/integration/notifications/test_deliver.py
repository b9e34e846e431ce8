"""Notices are sent at least once: through refusals, servers that are away, nodes that are killed, and several at a time."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
import structlog
from structlog.testing import capture_logs

from audiencia.core.ids import PersonId
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import deliver, notice_health, outbox
from audiencia.notifications.kinds import Kind
from audiencia.notifications.mail import message_id
from audiencia.notifications.outbox import ToOffice, ToPerson
from audiencia.notifications.values import Value
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import aad
from audiencia.runtime.context import InForce
from tests.integration.notifications.conftest import SENDER, Post

MAIL, PHONE, FOLIO = "ana.perez@example.org", "+525512345678", "MTP-2026-AAAA-BBBB"
VALUES: Mapping[str, Value] = {"folio": FOLIO, "due": date(2026, 12, 16)}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "LOOK_SECONDS", 0.05)


async def put(post: Post, to: outbox.Recipient, kind: Kind = Kind.CASE_RECEIVED) -> None:
    async with post.context.database.begin() as tx:
        assert await outbox.put(tx, post.context, kind=kind, to=to, about=uuid4(), values=VALUES) > 0


async def the_id(post: Post) -> UUID:
    [row] = await post.rows()
    assert isinstance(row["id"], UUID)
    return row["id"]


async def test_a_letter_and_an_sms_go_and_nothing_of_them_is_kept(post: Post, person: PersonId) -> None:
    await put(post, ToPerson(person, "es-MX", mail=MAIL, phone=PHONE))
    # The hours of rest are the municipality's; the test may run in them.
    async with post.context.database.begin() as tx:
        await tx.conn.execute("UPDATE outbox SET due_at = made_at")
    async with post.delivering():
        await post.until_states("sent", "sent")
    [letter] = post.mail.taken
    assert letter["Message-ID"] == message_id((await post.rows())[0]["id"], SENDER)  # type: ignore[arg-type]
    body = letter.get_body(("plain",))
    assert body is not None
    assert "16 de diciembre" in body.get_content()
    assert FOLIO in post.sms.sent[0]["message"]["text"]
    assert all(row["sealed"] is None and row["done_at"] for row in await post.rows())


async def test_what_a_server_takes_later_goes_later_and_what_it_never_takes_is_over(
    post: Post, person: PersonId
) -> None:
    post.mail.answers = ["451 later", "250 OK"]
    await put(post, ToPerson(person, "es-MX", mail=MAIL))
    async with post.delivering():
        await post.until(lambda: _failed_once(post))
        assert await post.states() == ["waiting"]
        await post.pass_time(100)
        await post.until_states("sent")
    assert [letter["Message-ID"] for letter in post.mail.seen] == [message_id(await the_id(post), SENDER)] * 2
    post.mail.at_address = ["550 nobody"]
    await put(post, ToPerson(person, "es-MX", mail=MAIL))
    async with post.delivering():
        await post.until_states("sent", "failed")
    assert (await post.rows())[1]["failure"] == "refused"


async def _failed_once(post: Post) -> bool:
    return [row["failure"] for row in await post.rows()] == ["busy"]


async def test_a_letter_whose_answer_was_cut_off_is_sent_again_as_the_same(post: Post, person: PersonId) -> None:
    post.mail.answers = ["drop", "250 OK"]
    await put(post, ToPerson(person, "es-MX", mail=MAIL))
    async with post.delivering():
        await asyncio.wait_for(post.mail.came.wait(), 90)
        await post.until(lambda: _noted(post, "unreachable"))
        await post.pass_time(100)
        await post.until_states("sent")
    assert len({letter["Message-ID"] for letter in post.mail.seen}) == 1
    assert len(post.mail.seen) == 2


async def _noted(post: Post, failure: str) -> bool:
    return [row["failure"] for row in await post.rows()] == [failure]


async def test_a_node_killed_after_sending_leaves_the_same_letter_and_none_is_lost(
    post: Post, person: PersonId, tmp_path: Path
) -> None:
    """The letter was taken and is not noted yet: the test itself holds the row, so the node cannot write."""
    await put(post, ToPerson(person, "es-MX", mail=MAIL))
    assert post.settings.database_url is not None
    environment = {
        **os.environ,
        "AUDIENCIA_DATA": str(tmp_path),
        "AUDIENCIA_DATABASE_URL": post.settings.database_url,
        "AUDIENCIA_SMTP_HOST": "127.0.0.1",
        "AUDIENCIA_SMTP_PORT": str(post.mail.port),
        "AUDIENCIA_SMTP_TLS": "none",
        "AUDIENCIA_MAIL_FROM": SENDER,
    }
    post.mail.hold = asyncio.Event()
    node = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.notifications.node", env=environment
    )
    try:
        await asyncio.wait_for(post.mail.came.wait(), 90)
        beside: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(post.settings.database_url)
        holding = beside.transaction()
        await holding.start()
        await beside.execute("SELECT FROM outbox FOR UPDATE")
        post.mail.hold.set()
        await post.until(lambda: _waits_for_a_lock(post))
    finally:
        node.send_signal(signal.SIGKILL)
        await node.wait()
    await holding.rollback()
    await beside.close()
    assert len(post.mail.taken) == 1
    assert await post.states() == ["waiting"]
    await put(post, ToPerson(person, "es-MX", mail=MAIL))
    async with post.delivering():
        await post.until_states("waiting", "sent")  # its lease is not over: nobody else takes it, only the other one
        await post.pass_time(deliver.LEASE_SECONDS)
        await post.until_states("sent", "sent")
    killed, other = [message_id(row["id"], SENDER) for row in await post.rows()]  # type: ignore[arg-type]
    assert [letter["Message-ID"] for letter in post.mail.taken] == [killed, other, killed]


async def _waits_for_a_lock(post: Post) -> bool:
    async with post.context.database.read() as conn:
        return bool(
            await conn.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        )


async def test_three_nodes_send_each_notice_once(post: Post, person: PersonId) -> None:
    for _ in range(40):
        await put(post, ToPerson(person, "es-MX", mail=MAIL))
    async with post.delivering(), post.delivering(), post.delivering():
        await post.until_states(*["sent"] * 40)
    assert len({letter["Message-ID"] for letter in post.mail.taken}) == len(post.mail.taken) == 40


async def test_a_slow_letter_keeps_no_other_way_waiting(post: Post, person: PersonId) -> None:
    post.mail.hold = asyncio.Event()
    await put(post, ToPerson(person, "es-MX", mail=MAIL))
    await put(post, ToPerson(person, "es-MX", phone=PHONE))
    async with post.context.database.begin() as tx:
        await tx.conn.execute("UPDATE outbox SET due_at = made_at")
    async with post.delivering():
        await post.until_states("waiting", "sent")
        post.mail.hold.set()
        await post.until_states("sent", "sent")


async def test_what_tells_nothing_any_more_is_not_sent(post: Post, person: PersonId) -> None:
    async with post.context.database.begin() as tx:
        await _put_until(post, tx, person)
    await post.pass_time(61)
    async with post.delivering():
        await post.until_states("expired")
    assert post.mail.seen == []


async def _put_until(post: Post, tx: Tx, person: PersonId) -> None:
    to, until = ToPerson(person, "es-MX", mail=MAIL), tx.now + timedelta(minutes=1)
    await outbox.put(tx, post.context, kind=Kind.CASE_RECEIVED, to=to, about=uuid4(), values=VALUES, expires_at=until)


async def test_who_was_erased_meanwhile_is_told_nothing(post: Post, person: PersonId) -> None:
    await put(post, ToPerson(person, "es-MX", mail=MAIL))
    async with post.context.database.begin() as tx:
        await persons.erase_person(tx.conn, post.context.keyring, person)
    async with post.delivering():
        await post.until_states("failed")
    assert post.mail.seen == []
    assert (await post.rows())[0]["failure"] == "forgotten"


async def test_what_cannot_be_opened_keeps_no_other_notice_waiting(post: Post, person: PersonId) -> None:
    """A damaged key of a person, a damaged notice, a browser whose address is damaged, and one whose values are none."""
    others = [PersonId(uuid4()) for _ in range(3)]
    async with post.context.database.begin() as tx:
        for one in others:
            await persons.create_person(tx.conn, post.context.keyring, one)
    for one in (*others, person):
        await put(post, ToPerson(one, "es-MX", mail=MAIL))
    key, sealed, values = others
    async with post.context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET key_wrapped = '\\x01ff' WHERE id = $1", key)
        await tx.conn.execute("UPDATE outbox SET sealed = '\\x01ff' WHERE person_id = $1", sealed)
        notice_id = await tx.conn.fetchval("SELECT id FROM outbox WHERE person_id = $1", values)
        own = await persons.person_key(tx.conn, post.context.keyring, values)
        broken = own.seal(
            '{"address": "a@example.org", "values": {"due": {"day": "soon"}}}', aad(outbox.SEALED, notice_id)
        )
        await tx.conn.execute("UPDATE outbox SET sealed = $2 WHERE id = $1", notice_id, broken)
    structlog.reset_defaults()
    with capture_logs() as said:
        async with post.delivering():
            await post.until(lambda: _all_done(post))
    told = {row["person_id"]: (row["state"], row["failure"]) for row in await post.rows()}
    assert told == {person: ("sent", None)} | dict.fromkeys(others, ("failed", "unreadable"))
    assert [entry["event"] for entry in said if entry["log_level"] == "error"] == ["notice_unreadable"] * 3
    mail = (await notice_health.health(post.context))[0]
    assert (mail.sent, mail.failed, mail.failures) == (1, 3, ("unreadable",))


async def _all_done(post: Post) -> bool:
    return "waiting" not in await post.states()


async def test_a_notice_of_a_newer_version_waits_for_a_node_of_it(
    post: Post, person: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The node of the version before, which runs beside it, has no words for it."""
    await put(post, ToPerson(person, "es-MX", mail=MAIL))
    known = deliver.KINDS
    monkeypatch.setattr(deliver, "KINDS", [one for one in known if one != Kind.CASE_RECEIVED])
    async with AsyncExitStack() as stack:
        assert await (await post.node(stack)).claim("mail", 10) == []
    monkeypatch.setattr(deliver, "KINDS", known)
    async with post.delivering():
        await post.until_states("sent")


def give_mailbox(post: Post, mail: str | None) -> str:
    """The mailbox of the first department; gives which it is."""
    first, *others = post.context.municipality.departments
    departments = (first.model_copy(update={"mail": mail}), *others)
    post.context = replace(
        post.context, in_force=InForce(post.context.municipality.model_copy(update={"departments": departments}))
    )
    return first.slug


async def test_an_office_gets_its_letter(post: Post) -> None:
    await put(post, ToOffice(give_mailbox(post, "obras@example.org")), Kind.STAFF_CASE_DUE)
    async with post.delivering():
        await post.until_states("sent")
    assert post.mail.taken[0]["To"] == "obras@example.org"


async def test_a_letter_to_an_office_whose_mailbox_is_gone_has_no_address(post: Post) -> None:
    await put(post, ToOffice(give_mailbox(post, "obras@example.org")), Kind.STAFF_CASE_DUE)
    give_mailbox(post, None)
    async with post.delivering():
        await post.until_states("failed")
    assert (await notice_health.health(post.context))[0].failures == ("no_address",)


async def test_the_log_says_why_and_never_to_whom(post: Post, person: PersonId) -> None:
    post.mail.at_address = [f"550 {MAIL} is unknown here"]
    structlog.reset_defaults()
    with capture_logs() as said:
        await put(post, ToPerson(person, "es-MX", mail=MAIL))
        async with post.delivering():
            await post.until_states("failed")
    assert any(entry.get("why") == "refused" for entry in said)
    assert not any(secret in repr(said) for secret in (MAIL, "ana.perez", FOLIO))
