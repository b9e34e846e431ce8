"""What comes after: a result for later, the citizen's word, closing time with somebody still waiting, and the next session."""

from datetime import timedelta

from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter, Moderator
from tests.browser.probe import until
from tests.browser.queue.scenes import HAS_TO_WAIT, LIMITS, talk, waiting
from tests.browser.walks.barriers import barriers, too_wide
from tests.support import audience

NOTE = "Su licencia queda autorizada"
OPEN_AGAIN = "Su asunto está abierto de nuevo, en proceso, con el mismo folio."
MINUTE = 60
FEW_MINUTES = timedelta(minutes=5)


async def test_a_result_is_completed_later_and_a_no_opens_the_matter_again(people: People) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("desarrollo-economico", "licencia-funcionamiento"))
    folio, pin = await citizen.folio_and_pin()
    director = await people.director("desarrollo-economico")
    await director.open_room_at_once()
    figure = director.see("today").locator("dd").nth(1)
    before = int(await figure.inner_text())
    await _leave_the_result_for_later(director, citizen)
    await _complete(director, number)
    await citizen.at("served")
    await citizen.sees("note", NOTE)
    await expect(citizen.see("served")).to_have_attribute("data-outcome", "resolved_immediately")
    await expect(figure).to_have_text(str(before + 1))

    await citizen.press("word-no")
    await citizen.sees("word-said", OPEN_AGAIN)
    await citizen.press("why-partly")
    await citizen.sees("why-send")
    await _rates_and_takes_along(citizen)
    await citizen.page.goto("/seguimiento")
    await citizen.page.locator("#folio").fill(folio)
    await citizen.page.locator("#pin").fill(pin)
    await citizen.press("follow-submit")
    await citizen.sees("found-outcome", "En proceso")
    # What was said can be changed, here as well.
    await citizen.press("word-yes")
    await citizen.sees("found-outcome", "Se dio la información")
    # The page that answers begins at the question, far down on a telephone.
    await expect(citizen.see("word")).to_be_in_viewport()
    await expect(citizen.see("word")).to_be_focused()
    # The director's own figure stays what it was.
    await expect(figure).to_have_text(str(before + 1))
    await director.close_room()
    assert people.problems() == []


async def _rates_and_takes_along(citizen: Citizen) -> None:
    """One press rates; everything that can be pressed is large enough for a thumb; the result is shared and saved."""
    await citizen.press("rating-4")
    await expect(citizen.see("rating-4")).to_have_attribute("aria-pressed", "true")
    await citizen.sees("visit-rated", "quedó registrado")
    for one in await citizen.see("visit-rating").get_by_role("button").all():
        box = await one.bounding_box()
        assert box is not None and box["height"] >= 44 and box["width"] >= 120
    assert await barriers(citizen.page) == []
    assert await too_wide(citizen.page) == []
    await citizen.page.evaluate("navigator.share = async (given) => { window.shared = given; }")
    await citizen.press("take-share")
    shared = await until(citizen.page, "window.shared?.text")
    assert NOTE in shared and (await citizen.folio_and_pin())[1] not in shared
    async with citizen.page.expect_download() as coming:
        await citizen.press("take-download")
    assert (await coming.value).suggested_filename.endswith(".pdf")


async def _leave_the_result_for_later(director: Director, citizen: Citizen) -> None:
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await director.end_call()
    await director.press("defer-outcome")
    await director.phase("available")
    await expect(citizen.see("recording")).to_have_attribute("data-later", "true")


async def _complete(director: Director, number: str) -> None:
    await director.press(f"complete-{number}")
    await director.see("pending-outcome-resolved_immediately").check()
    await director.see("pending-disposition-information_given").check()
    await director.page.locator("#pending-note_to_citizen").fill(NOTE)
    await director.press("complete-confirm")
    await expect(director.see("complete-dialog")).to_have_count(0)
    await expect(director.see(f"pending-{number}")).to_have_count(0)


async def test_closing_time_carries_over_who_still_waits(people: People, house: Installation) -> None:
    """In the last minutes nobody is let in in vain, calls go on to their end, and the next session begins with priority."""
    (talks, number), (waits, _) = await waiting(people, "obras-publicas", "baches", 2)
    director = await people.director("obras-publicas")
    moderator = await people.moderator()
    await director.open_room()
    await talk(director, talks)
    folio, _ = await waits.folio_and_pin()
    # What is known when the room opens is shown a few seconds later; by the same estimate people are let in.
    await until(waits.page, HAS_TO_WAIT)
    await _closing_time_comes_near(people, house)
    await _closing_time_comes(people, house, waits)
    await house.pass_time(LIMITS.closing_grace_minutes * MINUTE)
    await waits.at("later")
    await waits.sees("carried-over", unbroken(folio))
    await _ends_what_goes_on(director, moderator, talks, number)
    await _next_session(people, house, waits)


async def _closing_time_comes_near(people: People, house: Installation) -> None:
    """Whoever would not be attended any more is told before anything is written."""
    await house.rows("UPDATE session SET closes_at = app_now() + $1 WHERE state = 'open' RETURNING id", FEW_MINUTES)
    late = await people.citizen("red")
    await late.page.goto("/unirse/obras-publicas/banquetas")
    await expect(late.see("error-page")).to_have_attribute("data-code", "too_late_today")
    await late.sees("next-session")
    late.visitor.watch.forgive()


async def _closing_time_comes(people: People, house: Installation, waits: Citizen) -> None:
    await house.pass_time(FEW_MINUTES.total_seconds())
    await waits.sees("queue-state", "La jornada está terminando")
    late = await people.citizen("red")
    await late.page.goto("/unirse/agua/fugas")
    await expect(late.see("error-page")).to_have_attribute("data-code", "session_closed")
    late.visitor.watch.forgive()


async def _ends_what_goes_on(director: Director, moderator: Moderator, citizen: Citizen, number: str) -> None:
    """The call goes on past closing time; the session, and with it the room, closes when no result is owed any more."""
    await director.phase("in_call")
    await director.end_call()
    await director.press("defer-outcome")
    await expect(citizen.see("recording")).to_have_attribute("data-later", "true")
    await moderator.sees("line-pending-obras-publicas", "1 resultado por completar")
    await director.phase("available")
    await _complete(director, number)
    await citizen.at("served")
    await director.phase("closed")


async def _next_session(people: People, house: Installation, waited: Citizen) -> None:
    """A web process that starts opens the demonstration's next session by itself."""
    await waited.page.evaluate("window.openedBefore = probe.opened()")
    await house.kill("web")
    await until(waited.page, "probe.opened() > window.openedBefore")
    # It answers before it has opened the session.
    await audience.until(lambda: house.rows("SELECT id FROM session WHERE state = 'open'"), "the next session")
    ordinary = await waiting(people, "obras-publicas", "baches", 3)
    await waited.page.goto("/unirse/obras-publicas/baches")
    await expect(waited.page.locator("#use_carried")).to_be_checked()
    await waited.join(Matter("obras-publicas", "baches"))
    await waited.sees("preferential")
    await waited.place(3)
    await ordinary[2][0].was_passed("Llegó una persona con atención preferente", 3, 4)
    for citizen in (waited, *(one for one, _ in ordinary)):
        await citizen.leave()
