"""In the call: on hold, cut off and back, to another department, three in one call, and the next matter of the same visit."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import falls_silent, hears, sees
from tests.browser.queue.scenes import LIMITS, conclude, seconds_left, talk

NOTE = "Ya tiene el recibo; falta el convenio"
WARM_NOTE = "El convenio lo firma la tesorería"
LAST_NOTE = "Lo del predial quedó resuelto"
OTHER_MATTER = "También quiero apuntarme al programa de útiles"
PASSED_ON_BEFORE = "Pasó a esta fila una persona que llegó antes que usted"
CUT_OFF_FIRST = "Se cortó una llamada y esa persona sigue"
YOU_ARE_NEXT = "Se perdió su conexión durante la llamada. Usted sigue."
NO_NEW_LINE = "con su hora de llegada: no se forma de nuevo"


@pytest.mark.long
async def test_a_call_is_held_cut_off_taken_up_again_and_given_up(people: People, house: Installation) -> None:
    matter = Matter("seguridad", "vigilancia")
    citizen, other = await people.citizen("red"), await people.citizen("red")
    await citizen.join(matter)
    await other.join(Matter("seguridad", "transito"))
    director = await people.director("seguridad")
    await director.open_room()
    await talk(director, citizen)
    await _hold(director, citizen)
    await _close_the_page_and_come_back(house, director, citizen)
    await _lose_the_network_for_too_long(house, director, citizen, other)
    await talk(director, citizen)
    await conclude(director, citizen)
    await other.place(1)
    await other.leave()
    await director.close_room()
    assert people.problems() == []


async def _hold(director: Director, citizen: Citizen) -> None:
    await director.press("hold")
    await director.phase("on_hold")
    await citizen.sees("on-hold", "Su llamada está en pausa")
    await falls_silent(citizen.page)
    await falls_silent(director.page)
    await director.press("unhold")
    await director.phase("in_call")
    await sees(citizen.page, "blue")
    await hears(citizen.page)
    await sees(director.page, "red")


async def _close_the_page_and_come_back(house: Installation, director: Director, citizen: Citizen) -> None:
    await citizen.close_page()
    await director.sees("citizen-away", "perdió la conexión")
    await director.phase("in_call")
    await house.pass_time(LIMITS.drop_seconds)
    await director.phase("reconnecting")
    assert 0 < await seconds_left(director, "held-countdown") <= LIMITS.reconnect_seconds
    await citizen.open_page_again()
    await citizen.at("call")
    await director.phase("in_call")
    await sees(citizen.page, "blue")
    await sees(director.page, "red")
    await hears(citizen.page)


async def _lose_the_network_for_too_long(
    house: Installation, director: Director, citizen: Citizen, other: Citizen
) -> None:
    await other.place(1)
    await citizen.lose_network()
    await director.sees("citizen-away", "perdió la conexión")
    await house.pass_time(LIMITS.drop_seconds)
    await director.phase("reconnecting")
    await house.pass_time(LIMITS.reconnect_seconds)
    await director.phase("available")
    await other.was_passed(CUT_OFF_FIRST, 1, 2)
    await citizen.find_network()
    await citizen.at("line")
    await citizen.place(1)
    await citizen.reads_why(YOU_ARE_NEXT)


async def _attended(director: Director) -> int:
    """How many this director has attended today, in other tests too."""
    return int(await director.see("today").locator("dd").first.inner_text())


@pytest.mark.long
async def test_the_whole_visit_goes_through_two_departments_and_two_matters(people: People) -> None:
    citizen, other = await people.citizen("red"), await people.citizen("red")
    await citizen.join(Matter("tesoreria", "predial"))
    number = await other.join(Matter("bienestar", "programas"))
    treasury = await people.director("tesoreria", "blue")
    welfare = await people.director("bienestar", "green")
    await treasury.open_room()
    await welfare.open_room()
    before = [await _attended(director) for director in (welfare, treasury)]
    await talk(treasury, citizen)
    await _is_sent_to_the_other_line(treasury, citizen, other)

    await talk(welfare, citizen, "green")
    await welfare.sees("leg-notes", NOTE)
    await _three_in_the_call(welfare, treasury, citizen)
    await _is_handed_over(welfare, treasury, citizen)

    await _has_another_matter(treasury, citizen)
    await _goes_on_with_it(treasury, citizen)
    await talk(welfare, citizen, "green")
    await welfare.sees("current", OTHER_MATTER)
    for note in (NOTE, WARM_NOTE, LAST_NOTE):
        await welfare.sees("leg-notes", note)
    await conclude(welfare, citizen)
    # The visit had several legs, and counts once.
    await expect(welfare.see("today").locator("dd").first).to_have_text(str(before[0] + 1))
    await expect(treasury.see("today").locator("dd").first).to_have_text(str(before[1]))
    await expect(welfare.see(f"waiting-{number}")).to_be_visible()
    await other.leave()
    for director in (treasury, welfare):
        await director.close_room()
    assert people.problems() == []


async def _is_sent_to_the_other_line(director: Director, citizen: Citizen, other: Citizen) -> None:
    """Cold: the call ends, and the time of arrival counts there too."""
    await director.press("transfer")
    await director.see("target-bienestar").check()
    await director.page.locator("#note_transfer").fill(NOTE)
    await director.press("transfer-now")
    await director.phase("available")
    await citizen.sees("moved", "Su turno pasó a Bienestar y DIF. Su hora de llegada cuenta también ahí.")
    await citizen.place(1)
    await other.was_passed(PASSED_ON_BEFORE, 1, 2)


async def _three_in_the_call(host: Director, guest: Director, citizen: Citizen) -> None:
    """Warm: the next director joins before the first one leaves; everybody sees and hears both others."""
    await host.press("transfer")
    await host.see("target-tesoreria").check()
    await host.press("invite")
    await host.sees("invited-countdown")
    await guest.sees("invitation", "Bienestar y DIF")
    await guest.press("invitation-join")
    await guest.phase("assisting")
    await host.sees("assisted", "Titular de Tesorería")
    for page, first, second in (
        (citizen.page, "green", "blue"),
        (host.page, "red", "blue"),
        (guest.page, "red", "green"),
    ):
        await sees(page, first)
        await sees(page, second, video="second-video")
    await expect(citizen.see("stage")).to_have_attribute("data-parties", "2")
    await hears(citizen.page)
    await _who_speaks_is_marked(host, guest, citizen)


async def _who_speaks_is_marked(host: Director, guest: Director, citizen: Citizen) -> None:
    """All three speak with one voice: marked is who does so with the microphone on."""
    for silent, speaker, found in ((guest, "remote", host), (host, "second", guest)):
        await silent.press("mute")
        await expect(citizen.see(speaker)).to_have_attribute("data-speaks", "true")
        await expect(citizen.page.locator("[data-speaks=true]")).to_have_count(1)
        await expect(found.see("remote")).to_have_attribute("data-speaks", "true")
        await silent.press("mute")
        await expect(citizen.page.locator(".silent")).to_have_count(0)


async def _is_handed_over(host: Director, guest: Director, citizen: Citizen) -> None:
    await host.press("hand-over")
    await host.page.locator("#note_hand_over").fill(WARM_NOTE)
    await host.press("hand-over-confirm")
    await host.phase("available")
    await guest.phase("in_call")
    await expect(citizen.see("stage")).to_have_attribute("data-parties", "1")
    await sees(citizen.page, "blue")
    await sees(guest.page, "red")
    await hears(guest.page)
    await falls_silent(host.page)
    await guest.sees("leg-notes", WARM_NOTE)


async def _has_another_matter(director: Director, citizen: Citizen) -> None:
    await citizen.open_more()
    await citizen.press("another-matter")
    await expect(citizen.see("matter-department")).to_be_focused()
    await citizen.see("matter-department").select_option("bienestar")
    await citizen.see("matter-topic").select_option("programas")
    await citizen.see("matter-text").fill(OTHER_MATTER)
    await citizen.press("matter-confirm")
    await expect(citizen.see("matter-dialog")).to_have_count(0)
    await citizen.sees("matter", OTHER_MATTER)
    await director.sees("matter", OTHER_MATTER)


async def _goes_on_with_it(director: Director, citizen: Citizen) -> None:
    """The result belongs to the whole visit: it cannot be recorded before the other matter was passed on."""
    await director.end_call()
    await director.sees("matters-left")
    await director.press("pass-on")
    await director.page.locator("#note_pass_on").fill(LAST_NOTE)
    await director.press("pass-on-confirm")
    await director.phase("available")
    await citizen.at("line")
    await citizen.place(1)
    await citizen.reads_why(NO_NEW_LINE)
