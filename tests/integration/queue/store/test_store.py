"""Who comes into a line before others: each of them reads why, and a line that is by seniority alone is not read for it."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from audiencia.core.ids import CommandId, TicketId
from audiencia.queue.calling import call, wait
from audiencia.queue.moderation import reorder
from tests.integration.signaling.node_sockets import count_statements
from tests.support.scenery import Scenery

WHOLE_LINE = "passes_of(ticket) AS passes FROM ticket WHERE queue_id"


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the database is asked."""
    return count_statements(monkeypatch)


def come_back(scene: Scenery, line: Sequence[TicketId]) -> None:
    """The second of these lets others pass, and takes the place again."""
    again = line[1]
    scene.run(wait.postpone(scene.context, scene.ticket_command(again), let_pass=2))
    scene.run(wait.resume(scene.context, scene.ticket_command(again)))


def test_whoever_is_behind_reads_it_and_nobody_before(scene: Scenery, statements: list[str]) -> None:
    line = [scene.join("agua") for _ in range(4)]
    statements.clear()
    come_back(scene, line)
    assert [scene.passed(one) for one in line] == [[], [], ["resumed"], ["resumed"]]
    assert not any(WHOLE_LINE in one for one in statements)


def test_who_was_put_first_is_behind_nobody_who_comes_by_seniority(scene: Scenery) -> None:
    line = [scene.join("agua") for _ in range(4)]
    seen = scene.ticket(line[3])["version"]
    scene.run(reorder.put_first(scene.context, scene.moderator, CommandId(uuid4()), line[3], seen, "urgent"))
    come_back(scene, line)
    assert [scene.passed(one)[1:] for one in line] == [[], [], ["resumed"], []]


def test_where_somebody_is_preferential_the_projected_order_says_who_is_passed(
    scene: Scenery, statements: list[str]
) -> None:
    line = [scene.join("agua"), scene.join("agua"), scene.join("agua", ["preferential"]), scene.join("agua")]
    statements.clear()
    come_back(scene, line)
    assert any(WHOLE_LINE in one for one in statements)
    assert scene.passed(line[3])[-1:] == ["resumed"]


def test_of_a_call_that_is_taken_back_all_who_wait_read(scene: Scenery, statements: list[str]) -> None:
    line = [scene.join("agua") for _ in range(4)]
    room = next(iter(scene.rooms))
    scene.open(room)
    assert scene.call(room) == line[0]
    statements.clear()
    scene.run(call.withdraw_call(scene.context, scene.room_command(room)))
    assert [scene.passed(one) for one in line] == [[], *[["call_withdrawn"]] * 3]
    assert not any(WHOLE_LINE in one for one in statements)
