"""A guest whom the call's media worker could not carry is refused before anything is changed."""

import pytest

from audiencia.media.control.capacity import NOT_MEASURED, Cost
from audiencia.media.control.control import WorkerState
from audiencia.media.control.load import Load
from audiencia.queue.call import assist
from audiencia.queue.media_routes import worker_assignment
from tests.support.six import Six
from tests.support.three import Three
from tests.support.trusted import Trusted

WORKER = """INSERT INTO media_worker (name, boot, capacity, calls, busy_pct, packets_per_second, packets_busy_pct, draining,
                                      answered_at)
            VALUES ('one', 'boot', $1, 0, $2, $3, $4, false, app_now()) ON CONFLICT (name) DO UPDATE SET
            capacity = excluded.capacity, busy_pct = excluded.busy_pct, packets_per_second = excluded.packets_per_second,
            packets_busy_pct = excluded.packets_busy_pct RETURNING name"""
OF_THE_VERSION_BEFORE = """INSERT INTO media_worker (name, boot, capacity, calls, busy_pct, draining, answered_at)
            VALUES ('one', 'boot', 70, 0, $1, false, app_now()) ON CONFLICT (name) DO UPDATE SET boot = excluded.boot,
            capacity = excluded.capacity, calls = excluded.calls, busy_pct = excluded.busy_pct,
            draining = excluded.draining, answered_at = excluded.answered_at RETURNING name"""
ALL_THERE = "UPDATE room SET media_worker = 'one' WHERE state <> 'closed' RETURNING id"


def carries(three: Three, calls: int, busy: int = 0, cost: Cost = NOT_MEASURED) -> None:
    """All rooms are at one worker, which takes what the open rooms cost, and so many calls of two more."""
    rooms = three.scene.find("SELECT count(*) AS open FROM room WHERE state <> 'closed'")[0]["open"]
    three.scene.find(WORKER, rooms + calls, busy, cost.packets_per_second, cost.busy_pct)
    three.scene.find(ALL_THERE)


def test_a_director_is_refused_and_invited_once_there_is_a_place(three: Three) -> None:
    carries(three, 1)
    assert three.scene.refused(three.invite()) == "media_call_full"
    assert three.live() == []
    assert three.states() == ("in_call", "in_call", "available")
    carries(three, 2)
    three.join()
    assert three.states() == ("in_call", "in_call", "assisting")


def test_who_was_asked_counts_before_they_answer(six: Six) -> None:
    carries(six.three, 2 + 3 + 4 - 1)
    scene = six.scene
    scene.run(six.three.invite())
    scene.run(six.three.invite())
    assert scene.refused(six.three.invite()) == "media_call_full"
    assert scene.refused(six.knocking.knocking()) == "not_now"
    scene.run(six.three.answer(True, six.asked()))
    assert scene.refused(six.three.invite()) == "media_call_full"
    scene.run(six.three.act(assist.withdraw_invitation, six.host))
    scene.run(six.three.invite())


def test_what_was_measured_counts(six: Six) -> None:
    three, scene = six.three, six.scene
    carries(three, 70, busy=75)
    assert scene.refused(three.invite()) == "media_call_full"
    carries(three, 70, busy=74, cost=Cost(3_000, 74))
    scene.run(three.invite())
    assert scene.refused(three.invite()) == "media_call_full", "a packet costs much: ten calls of two fill it"
    carries(three, 70, busy=40, cost=Cost(16_000, 40))
    scene.run(three.invite())


def test_what_packets_cost_stays_while_a_web_node_of_the_version_before_writes_how_busy_a_worker_is(
    three: Three,
) -> None:
    state = WorkerState("boot", False, 70, Load(1, 600, 30), {}, {}, (), cost=Cost(1_300, 50))
    three.scene.run(worker_assignment.note(three.scene.context, "one", state))
    three.scene.find(ALL_THERE)
    three.scene.find(OF_THE_VERSION_BEFORE, 74)
    three.join()
    assert three.states() == ("in_call", "in_call", "assisting"), (
        "six calls of two, of which three rooms and a guest are five"
    )


def test_no_link_is_given_into_a_call_that_carries_nobody_else(trusted: Trusted) -> None:
    carries(trusted.three, 1)
    assert trusted.scene.refused(trusted.inviting()) == "media_call_full"
    assert trusted.endings() == []
    carries(trusted.three, 2)
    who = trusted.waits()
    carries(trusted.three, 1)
    assert trusted.scene.refused(trusted.answering(who)) == "media_call_full"
    assert trusted.endings() == [None], "they go on waiting"
    assert trusted.party(who) not in trusted.scene.in_slots(trusted.host)
    carries(trusted.three, 2)
    trusted.scene.run(trusted.answering(who))
    assert trusted.party(who) in trusted.scene.in_slots(trusted.host)


def test_a_relative_in_the_call_counts_as_a_guest(trusted: Trusted) -> None:
    carries(trusted.three, 2 + 3 - 1)
    trusted.joined()
    assert trusted.scene.refused(trusted.three.invite()) == "media_call_full"
    assert trusted.scene.refused(trusted.inviting("Otra")) == "media_call_full"


@pytest.mark.parametrize("how", ["worker away", "no worker"])
def test_without_a_worker_that_answers_guests_come_all_the_same(three: Three, how: str) -> None:
    if how == "worker away":
        carries(three, 0)
        three.scene.find("UPDATE media_worker SET answered_at = app_now() - interval '7 seconds' RETURNING name")
    three.scene.run(three.invite())
    assert len(three.live()) == 1
