"""A session that nobody uses: told two minutes before, kept by a key, and after its end back to the same page. Ten minutes before each
ends, that is told too.
"""

from urllib.parse import quote

from playwright.async_api import expect

from tests.browser.chromium import PHONE
from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation
from tests.browser.people import Staff
from tests.browser.walks.barriers import barriers, too_wide

browsers = engine_alone

LOGIN, PAGE = "auditoria", "/cuenta/aplicacion"
UNUSED = """UPDATE staff_session SET last_used_at = app_now() - make_interval(mins => $1)
    WHERE staff_id = (SELECT id FROM staff WHERE login = 'auditoria') AND ended_at IS NULL RETURNING staff_id"""
ENDING = """UPDATE staff_session SET expires_at = app_now() + interval '9 minutes'
    WHERE staff_id = (SELECT id FROM staff WHERE login = 'auditoria') AND ended_at IS NULL RETURNING staff_id"""
NEARLY_S = 28 * 60 + 1
"""Of the thirty minutes of an auditor, so many until the page asks."""


async def test_who_is_there_stays_and_who_is_gone_signs_in_again_and_is_where_they_were(
    house: Installation, people: People
) -> None:
    one = await people.bring(Staff, "green", screen=PHONE)
    await one.page.clock.install()
    await one.sign_in(LOGIN, house.passwords[LOGIN])
    await one.page.wait_for_url("**/auditoria")
    await one.page.goto(PAGE)
    await house.rows(UNUSED, 28)
    await one.page.clock.fast_forward(NEARLY_S * 1000)
    await expect(one.see("idle")).to_be_visible()
    await expect(one.see("idle-stay")).to_be_focused()
    assert await barriers(one.page) == [] and await too_wide(one.page) == []
    async with one.page.expect_response(
        lambda one: one.url.endswith("/cuenta/uso.json") and one.request.method == "POST"
    ):
        await one.page.keyboard.press("Enter")
    await expect(one.see("idle")).to_be_hidden()
    (row,) = await house.rows(
        "SELECT max(last_used_at) > app_now() - interval '1 minute' AS used FROM staff_session AS held"
        " JOIN staff ON staff.id = held.staff_id WHERE login = $1", LOGIN,
    )  # fmt: skip
    assert row["used"]
    await house.rows(ENDING)
    await one.page.reload()
    await expect(one.see("ending-seen")).to_be_focused()
    assert await barriers(one.page) == [] and await too_wide(one.page) == []
    await one.page.keyboard.press("Enter")
    await expect(one.see("ending")).to_be_hidden()
    await one.page.reload()
    await expect(one.see("ending")).to_be_hidden()
    await house.rows(UNUSED, 31)
    await one.page.clock.fast_forward(NEARLY_S * 1000)
    await one.page.wait_for_url(f"**/entrar?next={quote(PAGE, safe='')}")
    await one.page.locator("#username").fill(LOGIN)
    await one.page.locator("#password").fill(house.passwords[LOGIN])
    await one.press("sign-in")
    await one.page.wait_for_url(f"**{PAGE}")
