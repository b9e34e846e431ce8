"""What moderators and directors set: breaks with reason and time, taking nobody more, limits, served lines, interpreters."""

import pytest
from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter, Moderator
from tests.browser.probe import until
from tests.browser.queue.scenes import HAS_TO_WAIT, conclude

QUARTER_OF_AN_HOUR = 900


@pytest.mark.long
async def test_breaks_of_a_room_and_of_a_line_say_why_and_until_when(people: People, house: Installation) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("desarrollo-urbano", "uso-de-suelo"))
    director = await people.director("desarrollo-urbano")
    await director.open_room_at_once()
    await director.press("pause")
    await director.see("pause-reason-technical").check()
    await director.press("pause-10")
    await director.phase("paused")
    await citizen.sees("queue-state", "Esta fila está en receso (Falla técnica). Continúa hacia las")
    await director.press("resume")
    await director.phase("available")
    await citizen.sees("queue-state", "1 persona atendiendo")

    moderator = await people.moderator()
    await moderator.set_line("desarrollo-urbano", "pause")
    await moderator.see("line-reason").select_option("urgent_duty")
    await moderator.see("line-minutes").select_option("15")
    await moderator.confirm("line-pause")
    await citizen.sees("queue-state", "Esta fila está en receso (Asunto urgente del servicio). Continúa hacia las")
    await moderator.sees("line-pause-desarrollo-urbano", "Asunto urgente del servicio")
    await expect(director.see("queue-state")).to_have_attribute("data-state", "paused")
    await director.press("call-next")
    await director.sees("problem", "La fila de esta área está en receso")
    other = await people.citizen("red")
    await other.page.goto("/areas/desarrollo-urbano")
    await other.sees("line-paused-notice", "Asunto urgente del servicio")
    await house.pass_time(QUARTER_OF_AN_HOUR)
    await expect(citizen.see("queue-state")).to_have_attribute("data-state", "open")
    # Who decides about a line that they saw before it changed is refused.
    await expect(moderator.see("line-pause-desarrollo-urbano")).to_have_count(0)
    await _is_attended_as_the_last_one(people, moderator, director, citizen, number)
    assert people.problems() == []


async def _is_attended_as_the_last_one(
    people: People, moderator: Moderator, director: Director, citizen: Citizen, number: str
) -> None:
    """The line takes nobody more and this one in it is attended; then the room closes, and the line by itself."""
    await moderator.set_line("desarrollo-urbano", "drain")
    await moderator.confirm("line-drain")
    await expect(moderator.see("line-state-desarrollo-urbano")).to_have_attribute("data-state", "draining")
    await citizen.sees("queue-state", "Esta fila ya no recibe a nadie más hoy")
    late = await people.citizen("red")
    await late.page.goto("/unirse/desarrollo-urbano/uso-de-suelo")
    await expect(late.see("error-page")).to_have_attribute("data-code", "queue_closed")
    await late.sees("next-session")
    late.visitor.watch.forgive()
    await director.call_next()
    await director.sees("reserved", unbroken(number))
    await citizen.answer()
    await director.phase("in_call")
    await director.press("drain")
    await director.sees("draining")
    await director.end_call()
    await director.write_result("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.phase("closed")
    await expect(moderator.see("line-state-desarrollo-urbano")).to_have_attribute("data-state", "closed")
    await moderator.set_line("desarrollo-urbano", "open")
    await moderator.confirm("line-open")
    await expect(moderator.see("line-state-desarrollo-urbano")).to_have_attribute("data-state", "open")


async def test_a_full_line_says_what_to_do_instead(people: People) -> None:
    waits, late = await people.citizen("red"), await people.citizen("red")
    await waits.join(Matter("desarrollo-economico", "empleo"))
    moderator = await people.moderator()
    await moderator.set_line("desarrollo-economico", "cap")
    await moderator.see("line-cap-value").fill("1")
    await moderator.confirm("line-cap")
    await moderator.sees("line-counts-desarrollo-economico", "(límite 1)")
    await late.page.goto("/areas")
    await expect(late.see("department-desarrollo-economico").get_by_test_id("line-full")).to_be_visible()
    await late.page.goto("/unirse/desarrollo-economico/empleo")
    await expect(late.see("error-page")).to_have_attribute("data-code", "queue_full")
    await late.sees("next-session")
    await late.sees("department-agua")
    await expect(late.see("department-desarrollo-economico")).to_have_count(0)
    late.visitor.watch.forgive()
    await moderator.set_line("desarrollo-economico", "cap")
    await moderator.press("line-cap-general")
    await moderator.sees("line-counts-desarrollo-economico", "(límite 60)")
    await late.join(Matter("desarrollo-economico", "empleo"))
    await late.place(2)
    for each in (late, waits):
        await each.leave()
    assert people.problems() == []


@pytest.mark.long
async def test_one_room_for_two_lines_and_how_good_the_estimates_were(people: People) -> None:
    first, second = await people.citizen("red"), await people.citizen("red")
    await first.join(Matter("servicios-publicos", "basura"))
    await second.join(Matter("agua", "fugas"))
    director = await people.director("agua")
    await director.open_room_at_once()
    moderator = await people.moderator()
    await _serve(moderator, "agua", "servicios-publicos", on=True)
    await director.sees("serves", "Servicios Públicos")
    await expect(director.see("waiting").locator("li")).to_have_count(2)
    await director.call_next()
    await first.answer()
    await director.phase("in_call")
    await until(second.page, HAS_TO_WAIT)
    await conclude(director, first)
    await director.call_next()
    await second.answer()
    await director.phase("in_call")
    await moderator.unfold("more")
    await moderator.press("estimates-link")
    await expect(moderator.see("estimates").locator("tbody")).to_contain_text("Agua y Drenaje")
    await moderator.page.go_back()
    await conclude(director, second)
    await _serve(moderator, "agua", "servicios-publicos", on=False)
    await expect(director.see("serves")).to_have_count(0)
    await director.close_room()
    assert people.problems() == []


async def _serve(moderator: Moderator, department: str, other: str, *, on: bool) -> None:
    room = await moderator.room(department)
    await room.locator("[data-testid^=served-]").click()
    await moderator.see(f"served-{other}").set_checked(on)
    await moderator.confirm("served")


@pytest.mark.long
async def test_an_interpreter_is_called_together_with_a_room(people: People) -> None:
    moderator = await people.moderator()
    await moderator.unfold("more")
    await moderator.press("interpreter-lsm_1-toggle")
    await expect(moderator.see("interpreter-lsm_1")).to_contain_text("No está")
    citizen = await people.citizen("red")
    await citizen.page.goto("/unirse/agua/recibo")
    await expect(citizen.page.locator("#adjustment-sign_language-hint")).to_contain_text("no hay intérprete")
    number = await citizen.join(Matter("agua", "recibo", adjustments=("sign_language",)))
    director = await people.director("agua")
    await director.open_room_at_once()
    await expect(director.see(f"waiting-{number}")).to_contain_text("Lengua de Señas")
    await director.press("call-next")
    await director.sees("problem", "no se puede llamar a nadie")
    await moderator.unfold("more")
    await moderator.press("interpreter-lsm_1-toggle")
    await expect(moderator.see("interpreter-lsm_1")).to_contain_text("Libre")
    await director.call_next()
    await citizen.at("called")
    await director.sees("interpreter", "Intérprete de LSM 1")
    await expect(moderator.see("interpreter-lsm_1")).to_have_attribute("data-busy", "true")
    await director.withdraw()
    await expect(moderator.see("interpreter-lsm_1")).to_have_attribute("data-busy", "false")
    await citizen.leave()
    await director.close_room()
    assert people.problems() == []
