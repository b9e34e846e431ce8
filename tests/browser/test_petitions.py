"""A petition in a browser, with script and without: what is written survives, what is sent is one petition, and it is light."""

import pikepdf
from playwright.async_api import expect

from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Staff, go_to, go_to_consents
from tests.browser.petitioning import ABANDON, DRAWING, PHOTOGRAPH, Petition, fill, nothing_stored, stored, unfold
from tests.browser.petitions import CASE, ask, look_up, send

browsers = engine_alone

FORM = "/peticiones/nueva?area=agua&tema=fugas"
HEAVIEST_FORM, HEAVIEST_LANDING = 90_000, 60_000
MATTER = Petition().matter


async def sent(citizen: Citizen) -> tuple[str, str]:
    """Waits for the acknowledgement; gives folio and PIN."""
    await citizen.page.wait_for_url("**/peticiones/recibida")
    return await citizen.see("received-folio").inner_text(), await citizen.see("received-pin").inner_text()


async def test_each_step_asks_for_what_it_needs(people: People) -> None:
    citizen = await people.citizen("red")
    page = citizen.page
    await page.goto(FORM)
    next_step = citizen.see("form-next").filter(visible=True)
    await next_step.click()
    await expect(page.locator("#matter")).to_be_focused()
    await expect(page.locator("#matter-error")).to_contain_text("Escriba qué pide")
    await page.locator("#matter").fill(MATTER)
    await go_to(page, "#name")
    await page.locator("#name").press("Enter")
    await expect(page.locator("#name")).to_be_focused()
    await expect(page.locator("#name-error")).to_contain_text("o marque que la envía sin él")
    await page.locator("#anonymous").check()
    await page.locator("#name").press("Enter")
    await expect(page.locator("#read_notice")).to_be_visible()
    assert people.problems() == []


async def test_all_of_it_works_without_script(house: Installation, people: People) -> None:
    citizen = await people.citizen("red", script=False)
    page = citizen.page
    await page.goto("/peticiones")
    await citizen.press("petition-start")
    await citizen.press("department-agua")
    await citizen.press("topic-fugas")
    await fill(page, Petition(name=""))
    await page.locator("#files").set_input_files([PHOTOGRAPH, DRAWING])
    await citizen.press("petition-submit")
    await citizen.sees("error-summary")
    assert await page.locator("#matter").input_value() == MATTER
    await citizen.sees("files-again", "plano.svg")
    await page.locator("#error-summary a[href='#name']").click()
    await expect(page.locator("#name")).to_be_focused()
    await page.locator("#name").fill("Ana Ñ")
    # Branches of the answer show themselves without script.
    await unfold(page, "more-answer")
    await expect(page.locator("#minor_name")).to_be_hidden()
    await page.locator("#behalf-minor").check()
    await page.locator("#minor_name").fill("Itzel")
    await page.locator("#relation").select_option("mother")
    await page.locator("#guardian").check()
    await page.locator("#files").set_input_files([PHOTOGRAPH])
    await citizen.press("petition-submit")
    folio, pin = await sent(citizen)
    async with page.expect_download() as download:
        await citizen.press("receipt-download")
    content = await (await download.value).path()
    with pikepdf.open(content) as document:
        assert len(document.pages) == 1
    citizen.visitor.watch.forgive()
    await page.context.clear_cookies()
    await page.goto("/seguimiento")
    await page.locator("#folio").fill(folio.lower())
    await page.locator("#pin").fill(pin)
    await citizen.press("follow-submit")
    await page.wait_for_url("**/seguimiento/expediente")
    (kept,) = await house.rows(
        "SELECT count(*) AS n FROM case_attachment JOIN case_file ON case_file.id = case_id WHERE folio = $1", folio
    )
    assert kept["n"] == 1


async def test_what_was_written_comes_back_with_its_photographs(people: People) -> None:
    citizen = await people.citizen("red")
    page = citizen.page
    await page.goto(FORM)
    await fill(page)
    await page.locator("#files").set_input_files([PHOTOGRAPH])
    await stored(citizen, Petition().contact, "contact", files=1)  # what was given last
    await page.goto("about:blank")
    await page.goto("/peticiones/nueva?area=obras-publicas")
    await citizen.see("draft-waiting").get_by_role("link").click()
    await citizen.sees("draft-found")
    assert page.url.endswith(FORM) and await page.locator("#matter").input_value() == MATTER
    await go_to(page, "#colonia")
    await expect(citizen.see("more-answer")).not_to_have_attribute("open", "")
    assert not await page.locator("#read_notice").is_checked()
    await expect(page.locator("#files-chosen")).to_contain_text("bache.jpg")
    await go_to_consents(page)
    await page.locator("#read_notice").check()
    await page.locator("#consent_attention").check()
    await citizen.press("petition-submit")
    await sent(citizen)
    await expect(page.locator("dl").get_by_text("Archivos")).to_be_visible()
    await nothing_stored(citizen)
    await page.goto(FORM)
    await expect(page.locator("[data-draft-said]")).to_be_visible()
    assert await page.locator("#matter").input_value() == ""
    assert people.problems() == []


async def test_a_draft_can_be_deleted_and_an_old_one_goes_by_itself(people: People) -> None:
    citizen = await people.citizen("red")
    page = citizen.page
    await page.goto(FORM)
    await page.locator("#matter").fill(MATTER)
    await stored(citizen, MATTER)
    await page.evaluate(ABANDON, "abandoned")
    await page.goto(FORM)
    await citizen.sees("draft-found")
    await nothing_stored(citizen, "abandoned")
    await citizen.see("draft-found").get_by_role("button").click()
    await expect(citizen.see("draft-found")).to_be_hidden()
    await expect(page.locator("#matter")).to_have_value("")
    await nothing_stored(citizen)


async def test_of_a_complaint_nothing_stays_on_the_device(people: People) -> None:
    citizen = await people.citizen("red")
    page = citizen.page
    await page.goto("/peticiones/queja")
    await fill(page)
    await page.locator("#files").set_input_files([PHOTOGRAPH])
    await citizen.press("petition-submit")
    await sent(citizen)
    assert await page.evaluate("indexedDB.databases().then((all) => all.length)") in (0, 1)
    await nothing_stored(citizen)


async def test_without_connection_it_says_so_and_goes_on_when_asked(house: Installation, people: People) -> None:
    citizen = await people.citizen("red")
    page = citizen.page
    await page.goto(FORM)
    await fill(page, Petition(matter="Sin conexión"))
    await page.context.set_offline(True)
    await citizen.press("petition-submit")
    await citizen.sees("offline")
    assert await page.locator("#matter").input_value() == "Sin conexión"
    await page.context.set_offline(False)
    citizen.visitor.watch.forgive()
    await citizen.press("petition-submit")
    await sent(citizen)
    assert people.problems() == []


async def test_a_message_that_was_not_sent_comes_back_until_it_is(house: Installation, people: People) -> None:
    """After a line that broke, another page, and in a second tab."""
    folio = await send(house, ("agua", "fugas"), "Hay una fuga en la calle Hidalgo")
    citizen = await people.citizen("red")
    page = citizen.page
    await look_up(house, citizen, folio)
    await citizen.press("case-more")
    await page.locator("#message").fill(MATTER)
    await page.context.set_offline(True)
    await citizen.press("case-write")
    talk = citizen.see("case-talk")
    await expect(talk.get_by_test_id("offline")).to_be_visible()
    await page.context.set_offline(False)
    citizen.visitor.watch.forgive()
    await stored(citizen, MATTER, "message", f"{folio} mensaje")
    await page.goto("/")
    other = await page.context.new_page()
    for tab in (page, other):
        await tab.goto(CASE)
        await expect(tab.locator("#message")).to_have_value(MATTER)
    await citizen.press("case-write")
    await expect(talk.locator(".mine")).to_have_count(2)
    await nothing_stored(citizen, f"{folio} mensaje")
    await other.goto(CASE)
    await expect(other.get_by_test_id("case-talk").locator("[data-draft-said]")).not_to_have_attribute("hidden", "")
    await expect(other.locator("#message")).to_have_value("")
    assert people.problems() == []


async def test_of_an_answer_that_was_sent_nothing_stays_on_the_device(house: Installation, people: People) -> None:
    """Its form is gone from the page then."""
    folio = await send(house, ("agua", "fugas"), "Hay una fuga en la calle Morelos")
    await ask(house, folio, "¿Entre qué calles?")
    citizen = await people.citizen("red")
    await look_up(house, citizen, folio)
    await citizen.page.locator("#reply").fill(MATTER)
    await stored(citizen, MATTER, "reply", f"{folio} aclarar")
    await citizen.press("case-clarify")
    await expect(citizen.see("case-talk").locator("[data-sent]")).to_have_text(MATTER)
    await nothing_stored(citizen, f"{folio} aclarar")
    assert people.problems() == []


async def test_a_double_click_is_one_petition(house: Installation, people: People) -> None:
    citizen = await people.citizen("red")
    await citizen.page.goto(FORM)
    await fill(citizen.page)
    before = (await house.rows("SELECT count(*) AS n FROM case_file"))[0]["n"]
    await citizen.see("petition-submit").dblclick()
    await sent(citizen)
    assert (await house.rows("SELECT count(*) AS n FROM case_file"))[0]["n"] == before + 1


async def test_a_refused_file_is_left_out_and_the_good_one_stays(people: People) -> None:
    citizen = await people.citizen("red")
    page = citizen.page
    await page.goto(FORM)
    await fill(page)
    await page.locator("#files").set_input_files([PHOTOGRAPH, DRAWING])
    await citizen.press("petition-submit")
    await citizen.sees("files-again", "Se eligieron de nuevo")
    await expect(page.locator("#files-chosen li")).to_have_text(["bache.jpg (0.1 MB)"])
    await citizen.press("petition-submit")
    await sent(citizen)


async def test_the_point_is_asked_for_shown_and_removable(house: Installation, people: People) -> None:
    citizen = await people.citizen("red")
    page = citizen.page
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": 19.289123456, "longitude": -99.656789})
    await page.goto(FORM)
    await go_to(page, "#files", filled=False)
    await unfold(page, "more-where")
    await page.locator("[data-place-ask]").click()
    await expect(page.locator("#point")).to_have_value("19.2891, -99.6568")
    await page.locator("[data-place-remove]").click()
    await expect(page.locator("#point")).to_have_value("")
    await expect(page.locator("#point")).to_be_hidden()
    assert people.problems() == []


async def test_who_refuses_the_point_reads_what_to_do(people: People) -> None:
    citizen = await people.citizen("red")
    page = citizen.page
    await page.context.clear_permissions()
    await page.goto(FORM)
    await page.evaluate(
        "() => { navigator.geolocation.getCurrentPosition = (_, no) => no({ code: 1, PERMISSION_DENIED: 1 }) }"
    )
    await go_to(page, "#files", filled=False)
    await unfold(page, "more-where")
    await page.locator("[data-place-ask]").click()
    await expect(page.locator("[data-place-said]")).to_contain_text("Escriba mejor la calle")


async def test_folio_and_pin_are_copied(people: People) -> None:
    citizen = await people.citizen("red")
    page = citizen.page
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto(FORM)
    await fill(page)
    await citizen.press("petition-submit")
    folio, pin = await sent(citizen)
    await page.locator("[data-copy]").click()
    await expect(page.locator("[data-copy-said]")).to_have_text("Copiado")
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert folio in copied and pin in copied


async def test_the_counter_takes_it_down_and_renews_the_pin(people: People, house: Installation) -> None:
    desk = await people.bring(Staff, "blue")
    page = desk.page
    await desk.sign_in("ventanilla", house.passwords["ventanilla"])
    await desk.press("desk-to-petition")
    await page.wait_for_url("**/ventanilla/peticion")
    await fill(page, Petition(name="Eulalia Xólotl"))
    await page.locator("#source-telephone").check()
    await desk.press("desk-petition-submit")
    await desk.sees("petition-slip")
    first = await desk.see("slip-pin").inner_text()
    await page.goto("/ventanilla/folio")
    await page.locator("#identified").check()
    await page.locator("#name").fill("xolotl eulalia")
    await desk.press("lost-find")
    await desk.press("lost-renew")
    await desk.sees("petition-slip")
    assert await desk.see("slip-pin").inner_text() != first
    assert people.problems() == []


async def test_the_first_visit_is_light(people: People) -> None:
    for path, heaviest in ((FORM, HEAVIEST_FORM), ("/peticiones", HEAVIEST_FORM), ("/", HEAVIEST_LANDING)):
        citizen = await people.citizen("red")
        session = await citizen.visitor.context.new_cdp_session(citizen.page)
        loaded: list[float] = []
        session.on("Network.loadingFinished", lambda event, to=loaded: to.append(event["encodedDataLength"]))
        await session.send("Network.enable")
        await citizen.page.goto(path, wait_until="networkidle")
        print(path, round(sum(loaded) / 1000, 1), "kB")
        assert 0 < sum(loaded) <= heaviest, path
