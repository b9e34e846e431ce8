"""What comes after: a result for later, and the citizen's word. Closing time is in the walk through a day."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import until
from tests.browser.queue.scenes import complete
from tests.browser.walks.barriers import barriers, too_wide

NOTE = "Su licencia queda autorizada"
OPEN_AGAIN = "Su asunto está abierto de nuevo, en proceso, con el mismo folio."


@pytest.mark.long
async def test_a_result_is_completed_later_and_a_no_opens_the_matter_again(people: People) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("desarrollo-economico", "licencia-funcionamiento"))
    folio, pin = await citizen.folio_and_pin()
    director = await people.director("desarrollo-economico")
    await director.open_room_at_once()
    figure = director.see("today").locator("dd").nth(1)
    before = int(await figure.inner_text())
    await _leave_the_result_for_later(director, citizen)
    await complete(director, number, NOTE)
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
