"""The time before the call: being ready, letting others pass, preference, a minute more, and who does not answer."""

from datetime import timedelta

import pytest

from audiencia.simulation.trouble import Refused
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import (
    all_asked,
    begin_call,
    no_answer,
    open_desk,
    place,
    reads,
    talking,
    will_read,
)
from tests.support.audience import Audience, People

HERE, OTHER = "agua", "tesoreria"
BACK = "You are back in the line, with the time of arrival you had."


async def test_the_first_is_asked_and_one_who_is_ready_is_called_before_who_is_not(people: People) -> None:
    silent, ready, third = [await people.citizen(HERE) for _ in range(3)]
    director = await open_desk(people, HERE)
    await all_asked([silent])
    assert silent.view.ticket.ready_until is not None
    assert silent.view.ticket.ready_until > silent.view.now
    assert director.view.next_ticket == director.view.waiting[0].ticket_id
    assert third.view.ticket.state == "waiting", "the call of the third is not near"
    await ready.say_ready()
    assert (ready.view.ticket.state, ready.view.ticket.ready, ready.view.ticket.ready_until) == ("waiting", True, None)
    view = await director.wait_for(lambda view: any(one.ready for one in view.waiting), "who is ready")
    assert [(one.number, one.ready, one.place) for one in view.waiting[:2]] == [
        (silent.view.ticket.number, False, 1), (ready.view.ticket.number, True, 2),
    ]  # fmt: skip
    assert view.next_ticket == view.waiting[1].ticket_id
    assert await director.call_next() == ready.view.ticket.number
    await will_read(silent, "Somebody who had said that they are ready was called first.")
    assert place(silent) == 1
    assert ready.view.ticket.number not in "".join(one.text for one in silent.view.history)
    await director.withdraw_call()
    await silent.wait_in_line()
    assert await director.call_next() == silent.view.ticket.number, "one who is senior and both of them not ready"


async def test_whoever_says_nothing_keeps_the_place_and_is_not_asked_again_before_the_next_call(
    audience: Audience, people: People
) -> None:
    citizen, behind = await people.citizen(HERE), await people.citizen(HERE)
    director = await open_desk(people, HERE)
    for one in (citizen, behind):
        await all_asked([one])
        await audience.execute("UPDATE ticket SET ready_until = app_now() WHERE state = 'ready_check'")
        await one.wait_state("waiting")
        assert reads(one, "You did not say that you are ready. You keep your place")
    assert (place(citizen), place(behind)) == (1, 2)
    assert await director.call_next() == citizen.view.ticket.number
    await director.withdraw_call()
    await citizen.wait_state("ready_check")


async def test_letting_one_pass_ends_when_one_was_called(people: People) -> None:
    citizen, second, third = [await people.citizen(HERE) for _ in range(3)]
    joined_at = citizen.view.ticket.joined_at
    await citizen.postpone(let_pass=1)
    assert (citizen.view.ticket.state, citizen.view.ticket.let_pass, citizen.view.line) == ("postponed", 1, None)
    await third.wait_for(lambda view: view.line is not None and view.line.place == 2, "a better place")
    director = await open_desk(people, HERE)
    assert await director.call_next() == second.view.ticket.number
    await will_read(citizen, BACK)
    view = await citizen.wait_in_line()
    assert (place(citizen), view.ticket.joined_at, view.ticket.let_pass) == (1, joined_at, None)
    await will_read(third, "A person who let others pass is back in the line")
    await third.wait_for(lambda view: view.line is not None and view.line.place == 2, "the place behind")


async def test_postponed_until_a_time_one_comes_back_then_or_before(audience: Audience, people: People) -> None:
    citizen, other = await people.citizen(HERE), await people.citizen(HERE)
    later = citizen.view.now + timedelta(hours=1)
    await citizen.postpone(not_before=later)
    assert (citizen.view.ticket.state, citizen.view.ticket.not_before) == ("postponed", later)
    await citizen.resume()
    assert (citizen.view.ticket.state, place(citizen)) == ("waiting", 1)
    await citizen.postpone(not_before=later)
    await audience.execute("UPDATE ticket SET not_before = app_now() WHERE not_before IS NOT NULL")
    await citizen.wait_in_line()
    assert citizen.view.ticket.not_before is None
    await will_read(other, "A person who let others pass is back in the line")


@pytest.mark.parametrize("asked", ["neither", "both", "the past", "after closing", "too many", "nobody"])
async def test_postponing_names_one_end_that_lies_within_the_day(
    audience: Audience, people: People, asked: str
) -> None:
    citizen = await people.citizen(HERE)
    now, closes_at = citizen.view.now, citizen.view.session.closes_at
    payloads: dict[str, dict[str, object]] = {
        "neither": {},
        "both": {"let_pass": 1, "not_before": (now + timedelta(minutes=5)).isoformat()},
        "the past": {"not_before": (now - timedelta(minutes=5)).isoformat()},
        "after closing": {"not_before": (closes_at + timedelta(minutes=5)).isoformat()},
        "too many": {"let_pass": 21},
        "nobody": {"let_pass": 0},
    }
    command = {"command_id": "8d0f7fd2-0d6d-4b1e-9a55-6f6d4f1f2c11", "version": citizen.view.ticket.version}
    async with refused(audience, "bad_input"):
        await citizen.line.say_raw("postpone", command | payloads[asked])


async def test_nobody_lets_others_pass_without_end(audience: Audience, people: People) -> None:
    citizen = await people.citizen(HERE)
    await people.citizen(HERE)  # where nobody else is, who lets others pass comes back by itself
    for _ in range(5):
        await citizen.postpone(let_pass=20)
        await citizen.resume()
    async with refused(audience, "postponed_too_often"):
        await citizen.postpone(let_pass=20)


async def test_a_minute_more_is_given_once_for_each_call(audience: Audience, people: People) -> None:
    citizen, director = await people.citizen(HERE), await open_desk(people, HERE)
    await director.call_next()
    called = await citizen.wait_state("called")
    assert called.call is not None
    assert called.call.answer_until is not None
    assert not called.call.minute_taken
    await citizen.need_minute()
    assert citizen.view.call is not None
    assert citizen.view.call.answer_until == called.call.answer_until + timedelta(seconds=60)
    async with refused(audience, "minute_taken"):
        await citizen.need_minute()
    await director.withdraw_call()
    await citizen.wait_in_line()
    await citizen.wait_state("ready_check")
    async with refused(audience, "not_allowed_now"):
        await citizen.need_minute()
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.need_minute()
    await citizen.accept()


async def test_nobody_is_a_no_show_before_two_calls_and_a_moderator_undoes_it(
    audience: Audience, people: People
) -> None:
    citizen, behind, director = await people.citizen(HERE), await people.citizen(HERE), await open_desk(people, HERE)
    moderator, joined_at = await people.moderator(), citizen.view.ticket.joined_at
    number = citizen.view.ticket.number
    await director.call_next()
    await citizen.wait_state("called")
    await no_answer(audience, citizen, director, "absent")
    assert reads(citizen, "We called you and nobody answered in time.")
    await director.wait_for(lambda view: [one.number for one in view.absent] == [number], "who is absent")
    await director.call_again(director.view.absent[0].ticket_id)
    await citizen.wait_state("called")
    await no_answer(audience, citizen, director, "no_show")
    assert reads(citizen, "We called you twice and nobody answered.")
    with pytest.raises(Refused, match="not_allowed_now"):
        await citizen.come_back()
    shown = await moderator.wait_ticket(number, HERE, state="no_show")
    assert (shown.place, shown.calls) == (None, 2)
    await moderator.undo_no_show(shown)
    view = await citizen.wait_in_line()
    assert (place(citizen), view.ticket.joined_at, view.ticket.calls) == (1, joined_at, 0)
    assert reads(citizen, BACK)
    await will_read(behind, "A person with an earlier time of arrival is back in the line")
    await begin_call(citizen, director)


async def test_preference_is_told_to_whom_it_passes_and_nothing_else_is(people: People) -> None:
    ordinary = [await people.citizen(HERE) for _ in range(4)]
    preferred = await people.citizen(HERE, adjustments=["preferential"])
    assert preferred.view.ticket.preferential
    before = place(preferred)
    assert before <= 3
    last = ordinary[-1]
    await last.wait_for(lambda view: view.line is not None and view.line.place == 5, "the place behind")
    assert reads(last, "A person with preferential attention joined: your place is further back.")
    assert preferred.view.ticket.number not in "".join(one.text for one in last.view.history)
    assert not any(reads(one, "preferential") for one in ordinary[: before - 1])
    director = await open_desk(people, HERE)
    view = await director.wait_for(lambda view: len(view.waiting) == 5, "all")
    assert [one.preferential for one in view.waiting].index(True) == before - 1


async def test_the_word_after_the_call_opens_the_attention_again_for_two_days(
    audience: Audience, people: People
) -> None:
    citizen, director = await talking(people, OTHER)
    async with refused(audience, "not_allowed_now"):
        await citizen.say_resolved(True)
    await director.end_call()
    await director.record_outcome("resolved_immediately")
    view = await citizen.wait_state("served")
    assert view.word is not None
    assert (view.word.resolved, view.word.reopened) == (None, False)
    assert view.outcome is not None
    assert view.word.until == view.outcome.recorded_at + timedelta(hours=48)
    await citizen.say_resolved(False)
    assert citizen.view.word is not None
    assert citizen.view.word.reopened
    await citizen.say_resolved(True)
    assert citizen.view.word is not None
    assert not citizen.view.word.reopened
    await audience.execute("UPDATE attention SET outcome_at = outcome_at - interval '49 h' WHERE outcome IS NOT NULL")
    async with refused(audience, "too_late_to_say"):
        await citizen.say_resolved(False)
