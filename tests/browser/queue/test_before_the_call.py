"""Before the call: who is ready goes first, who needs time keeps the time of arrival, and nobody is out at once."""

import pytest
from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Matter
from tests.browser.queue.scenes import LIMITS, seconds_left, waiting

READY_FIRST = "Se llamó primero a una persona que había dicho que está lista. Su hora de llegada se conserva."
SILENT = "No dijo que está lista o listo. Conserva su lugar"
GOES_ON_WAITING = "Una persona a la que se llamaba sigue en espera"
LET_PASS = "Regresó a la fila una persona que había dejado pasar a otras"
SAME_ARRIVAL = "Está de nuevo en la fila, con la misma hora de llegada."
HALF_AN_HOUR = 1800


@pytest.mark.long
async def test_who_says_to_be_ready_is_called_first_and_the_other_reads_why(
    people: People, house: Installation
) -> None:
    (slow, slow_number), (quick, quick_number), (third, _) = await waiting(people, "obras-publicas", "baches", 3)
    director = await people.director("obras-publicas")
    await director.open_room_at_once()
    await expect(slow.see("ready-check")).to_have_attribute("data-asked", "true")
    assert 0 < await seconds_left(slow, "ready-countdown") <= LIMITS.ready_seconds
    for each in (quick, third):
        await expect(each.see("ready-check")).to_have_attribute("data-asked", "false")
    # Without an answer nothing is lost, it can still be said, and the next one is asked.
    await house.pass_time(LIMITS.ready_seconds)
    await expect(quick.see("ready-check")).to_have_attribute("data-asked", "true")
    await expect(slow.see("ready-check")).to_have_attribute("data-asked", "false")
    await slow.reads_why(SILENT)
    await expect(director.see("next")).to_contain_text(unbroken(slow_number))
    await quick.say_ready()
    await expect(director.see(f"waiting-{quick_number}")).to_contain_text("Lista o listo")
    await expect(director.see("next")).to_contain_text(unbroken(quick_number))
    await director.call_next()
    await quick.at("called")
    await director.sees("reserved", unbroken(quick_number))
    await third.place(2)
    await slow.reads_why(READY_FIRST)
    await slow.place(1)

    await director.withdraw()
    await third.was_passed(GOES_ON_WAITING, 2, 3)
    # After each call they are asked anew.
    await expect(slow.see("ready-check")).to_have_attribute("data-asked", "true")
    await slow.say_ready()
    await director.call_next()
    await slow.at("called")
    await director.sees("reserved", unbroken(slow_number))
    await quick.place(1)

    await director.withdraw()
    for each in (slow, quick, third):
        await each.leave()
    await director.close_room()
    assert people.problems() == []


@pytest.mark.long
async def test_who_lets_others_pass_is_back_in_the_old_place(people: People, house: Installation) -> None:
    (first, _), (second, _), (third, _) = await waiting(people, "servicios-publicos", "alumbrado", 3)
    director = await people.director("servicios-publicos")
    await director.open_room_at_once()
    # For a time, and back by the button. From the question, which is asked once before each call, whoever needs time finds it.
    await first.press("ready-later")
    await first.see("not-before").select_option(index=1)
    await first.press("postpone-until")
    await first.sees("postponed", "Regresa a la fila por sí solo a las")
    await second.place(1)
    await first.press("resume")
    await first.place(1)
    await first.reads_why(SAME_ARRIVAL)
    await second.was_passed(LET_PASS, 1, 2)
    # For one person, and back by itself when that one is called.
    await first.choose_option("postpone")
    await first.press("let-pass-1")
    await expect(first.see("postponed")).to_have_attribute("data-let-pass", "1")
    await director.call_next()
    await second.at("called")
    await first.place(1)
    await third.place(2)
    # For a time, and back by itself when it has come.
    await director.withdraw()
    await third.place(3)
    await first.choose_option("postpone")
    await first.see("not-before").select_option(index=1)
    await first.press("postpone-until")
    await first.at("postponed")
    await third.place(2)
    await house.pass_time(HALF_AN_HOUR)
    await first.at("line")
    await first.place(1)
    await third.place(3)

    for each in (first, second, third):
        await each.leave()
    await director.close_room()
    assert people.problems() == []


@pytest.mark.long
async def test_a_minute_more_once_and_nobody_is_out_before_the_second_call(people: People, house: Installation) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("agua", "fugas"))
    director = await people.director("agua")
    await director.open_room_at_once()
    await director.call_next()
    await citizen.at("called")
    assert await seconds_left(citizen) <= LIMITS.answer_seconds
    await citizen.press("need-minute")
    await citizen.sees("minute-taken")
    assert await seconds_left(citizen) > LIMITS.answer_seconds
    assert await seconds_left(director) > LIMITS.answer_seconds
    await expect(citizen.see("need-minute")).to_have_count(0)
    await house.pass_time(LIMITS.answer_seconds)
    await citizen.at("called")
    await house.pass_time(LIMITS.minute_seconds)
    await citizen.at("absent")
    await director.phase("available")
    await expect(director.see("absent")).to_contain_text(number)
    await citizen.press("come-back")
    await citizen.place(1)

    await director.call_next()
    await citizen.at("called")
    await house.pass_time(LIMITS.answer_seconds)
    await citizen.sees("no-show")
    await citizen.sees("seen-by-moderators")
    moderator = await people.moderator()
    await expect(moderator.see(f"ticket-{number}")).to_have_attribute("data-state", "no_show")
    await moderator.open_line("agua")
    await moderator.act(number, "undo")
    await moderator.confirm("undo")
    await citizen.place(1)
    await citizen.reads_why(SAME_ARRIVAL)
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()
    assert people.problems() == []
