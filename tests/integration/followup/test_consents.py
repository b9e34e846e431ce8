"""What was allowed: one consent in force for each purpose, each of them kept, and nothing but voluntary ones changed."""

import asyncio

import pytest

from audiencia.core.actor import staff_actor
from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import AttentionId
from audiencia.followup import consents, feedback
from audiencia.privacy.consent import Minor
from audiencia.queue.call.conclude import Outcome
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, account, attend, join


@pytest.fixture
async def attention_id(context: AppContext) -> AttentionId:
    return await join(context, purposes=("attention", "follow_up"))


async def change(context: AppContext, attention_id: AttentionId, allow: bool, code: str = "follow_up") -> None:
    await consents.change(context, attention_id, code, allow=allow, notice_hash=context.municipality.notice.hash)


async def rows(context: AppContext) -> list[tuple[object, ...]]:
    async with context.database.read() as conn:
        found = await conn.fetch(
            "SELECT revoked_at IS NULL, means FROM consent WHERE purpose = 'follow_up' ORDER BY id"
        )
    return [tuple(row) for row in found]


async def test_only_what_may_be_left_out_is_shown(context: AppContext, attention_id: AttentionId) -> None:
    (one,) = await consents.look(context, attention_id)
    assert (one.code, one.counts) == ("follow_up", True)


async def test_each_consent_stays_on_record(context: AppContext, attention_id: AttentionId) -> None:
    for allow in (False, False, True, True, False):
        await change(context, attention_id, allow)
        (one,) = await consents.look(context, attention_id)
        assert one.counts is allow
    assert await rows(context) == [(False, "web"), (False, "web")]
    async with context.database.read() as conn:
        acts = await conn.fetch(
            "SELECT action, actor_kind, object_id FROM audit WHERE action LIKE 'consent%' ORDER BY id"
        )
    who = ("citizen", str(attention_id))
    assert [tuple(row) for row in acts] == [
        ("consent_withdrawn", *who), ("consent_given", *who), ("consent_withdrawn", *who),
    ]  # fmt: skip


async def test_one_that_was_never_given_can_be(context: AppContext) -> None:
    attention_id = await join(context, purposes=("attention",))
    (one,) = await consents.look(context, attention_id)
    assert not one.counts and one.given_at is None
    await change(context, attention_id, True)
    assert await rows(context) == [(True, "web")]


async def test_many_presses_at_once_are_one_consent(context: AppContext, attention_id: AttentionId) -> None:
    await change(context, attention_id, False)
    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(change(context, attention_id, True))
    assert await rows(context) == [(False, "web"), (True, "web")]


@pytest.mark.parametrize("code", ["attention", "", "other"])
async def test_what_the_audience_needs_is_not_changed_so(
    context: AppContext, attention_id: AttentionId, code: str
) -> None:
    with pytest.raises(BadInput):
        await change(context, attention_id, False, code)


async def test_nothing_is_allowed_under_another_notice(context: AppContext, attention_id: AttentionId) -> None:
    await change(context, attention_id, False)
    with pytest.raises(Refused) as refused:
        await consents.change(context, attention_id, "follow_up", allow=True, notice_hash="0" * 64)
    assert refused.value.code is Code.NOTICE_CHANGED and await rows(context) == [(False, "web")]


async def test_without_the_guardians_the_visit_of_a_minor_ends(context: AppContext) -> None:
    attention_id = await join(context, minor=Minor("Rosa Núñez", True))
    assert [(one.code, one.counts) for one in await consents.look(context, attention_id)] == [
        ("follow_up", False), ("guardian", True),
    ]  # fmt: skip
    with pytest.raises(BadInput):
        await change(context, attention_id, True, "guardian")
    for _ in range(2):
        await change(context, attention_id, False, "guardian")
        assert not (await consents.look(context, attention_id))[1].counts
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT state FROM ticket") == "left"
        acts = await conn.fetch("SELECT action FROM audit WHERE action LIKE 'consent%'")
        assert [row["action"] for row in acts] == ["consent_withdrawn"]


async def test_what_is_withdrawn_at_the_desk_is_on_record_as_done_there(context: AppContext) -> None:
    director = await account(context, "obras", Role.DIRECTOR, "x", DEPARTMENT)
    desk = await account(context, "ventanilla", Role.FRONT_DESK, "x")
    with_case = await join(context, minor=Minor("Rosa Núñez", True))
    await attend(context, director, Outcome("in_process", "inspection", "", ""))
    waits = await join(context, minor=Minor("Rosa Núñez", True))
    for attention_id in (with_case, waits):
        done = [
            await consents.change(
                context, attention_id, "guardian", allow=False, actor=staff_actor(desk), why="seen_passport"
            )
            for _ in range(2)
        ]
        assert done == [True, False]
    async with context.database.read() as conn:
        left = await conn.fetch("SELECT actor_kind, actor_id FROM event WHERE kind = 'left'")
        ended = await conn.fetch("SELECT actor_kind, actor_id FROM case_event WHERE kind = 'guardian_withdrew'")
    assert [tuple(one) for one in (*left, *ended)] == [("staff", desk)] * 2


async def test_without_the_guardians_a_minors_case_ends_also_one_that_comes_of_their_visit_later(
    context: AppContext,
) -> None:
    attention_id = await join(context, minor=Minor("Rosa Núñez", True))
    director = await account(context, "obras", Role.DIRECTOR, "x", DEPARTMENT)
    await attend(context, director, Outcome("in_process", "inspection", "", ""))
    await change(context, attention_id, False, "guardian")
    late = await join(context, minor=Minor("Rosa Núñez", True))
    await attend(context, director, Outcome("resolved_immediately", "information_given", "", ""))
    await change(context, late, False, "guardian")
    await feedback.say_resolved_of(context, late, False)
    async with context.database.read() as conn:
        found = await conn.fetch("SELECT id, state, conclusion FROM case_file")
        last = await conn.fetch("SELECT DISTINCT ON (case_id) kind FROM case_event ORDER BY case_id, id DESC")
    assert {row["id"] for row in found} == {attention_id, late}
    assert {(row["state"], row["conclusion"]) for row in found} == {("concluded", "guardian_withdrew")}
    assert [row["kind"] for row in last] == ["guardian_withdrew"] * 2
