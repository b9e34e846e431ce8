"""A citizen and a director meet: the whole journey, in three Chromium processes with cameras of different colours."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import People
from tests.browser.installation import Installation, installation
from tests.browser.people import Citizen, Director, Matter, fill_join_form
from tests.browser.probe import falls_silent, hears, sees, silent, until

MATTER = Matter(
    "obras-publicas", "baches", "Guadalupe Ñáñez Iñiguez", "Fuga en la tubería de la calle Zenzontle 14", "7224567891"
)
STEP = "Presente el reporte en la ventanilla siete"
NOTE = "La cuadrilla Xochipilli va el jueves"
INTERNAL = "Prioridad por la escuela cercana Tlacaelel"
ONE_SECOND_MS, TRIES = 1000, 8
CONSTANTS = {"audiencia.signaling.server:CHANGES_SECONDS": 60.0, "audiencia.signaling.fanout:BATCH_SECONDS": 60.0}
"""What is on a screen at once was brought by a hint, and by no look for changes or batch that came just then."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def prompt_house() -> AsyncIterator[Installation]:
    """One in which nothing else than hints tells of changes soon."""
    async with installation(quick=True, constants=CONSTANTS) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def house(prompt_house: Installation) -> Installation:
    """All tests here visit it."""
    return prompt_house


@pytest.mark.long
async def test_a_citizen_is_moved_called_attended_and_leaves_with_a_folio(people: People, house: Installation) -> None:
    citizen = await people.citizen("red")
    moderator = await people.moderator("green")
    number = await _join_with_notice_first(citizen)
    await moderator.move(number, "agua")
    await _is_told_of_the_move(citizen)

    director = await people.director("agua", "blue")
    await director.open_room()
    await expect(director.see(f"waiting-{number}")).to_contain_text(MATTER.text)
    await expect(director.page.locator("body")).not_to_contain_text(
        MATTER.name
    )  # the matter, not the name, before the call
    await director.call_next()
    await citizen.at("called")
    await sees(citizen.page, "red", video="self-video")
    await silent(director.page)

    await citizen.answer()
    await director.phase("in_call")
    await sees(citizen.page, "blue")
    await sees(director.page, "red")
    await hears(citizen.page)
    await hears(director.page)
    await expect(director.see("current")).to_contain_text(MATTER.name)

    await _next_step_arrives_within_a_second(director, citizen)
    await director.end_call()
    await citizen.at("recording")
    await _no_call_without_outcome(director)
    await director.record("in_process", "scheduled", note=NOTE, internal=INTERNAL)
    await citizen.at("served")
    await citizen.sees("note", NOTE)
    folio, pin = await citizen.folio_and_pin()
    await _can_be_followed(await people.citizen("red"), folio, pin)
    await _is_on_record_without_readable_data(house, folio)
    assert people.problems() == []


async def _join_with_notice_first(citizen: Citizen) -> str:
    """Nothing is asked of the devices and nothing is posted before the notice was there and the form was sent."""
    page = citizen.page
    await page.goto("/")
    await citizen.press("start")
    await citizen.press(f"department-{MATTER.department}")
    await citizen.press(f"topic-{MATTER.topic}")
    notice, first_field = citizen.see("short-notice"), page.locator("input:not([type=hidden])").first
    await expect(notice).to_be_visible()
    assert await _top(page, "[data-testid=short-notice]") < await _top(page, "input:not([type=hidden])")
    assert await first_field.get_attribute("id") == "name"
    assert await page.locator("input[type=checkbox]:checked").count() == 0
    await fill_join_form(page, MATTER)
    assert [method for method, _ in citizen.visitor.watch.requests if method == "POST"] == []
    await citizen.press("join-submit")
    await citizen.at("line")
    await citizen.place(1)
    assert await page.evaluate("probe.asked()") == 0
    number = (await citizen.see("number").inner_text()).strip()
    assert number.startswith("OP-")
    return number


async def _top(page: Page, selector: str) -> float:
    box = await page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


async def _is_told_of_the_move(citizen: Citizen) -> None:
    await citizen.sees("moved", "Agua y Drenaje")
    await citizen.sees("moved", "A esta área le toca su asunto.")
    await citizen.press("moved-ok")
    await citizen.place(1)


async def _next_step_arrives_within_a_second(director: Director, citizen: Citizen) -> None:
    took = [await _hand_over_in_ms(director, citizen, 1, STEP, requirement="Identificación", cost="Sin costo",
                                   place="Ventanilla 7", due="2026-12-04")]  # fmt: skip
    await citizen.sees("next-steps", STEP)
    await citizen.sees("next-steps", "4 de diciembre de 2026")
    # A machine that is busy with other things may be late now and then; what is told late by itself is late each time.
    while min(took) >= ONE_SECOND_MS and len(took) < TRIES:
        took.append(await _hand_over_in_ms(director, citizen, len(took) + 1, STEP))
    assert min(took) < ONE_SECOND_MS, took


async def _hand_over_in_ms(director: Director, citizen: Citizen, count: int, step: str, **facts: str) -> float:
    """From the director's click until this many steps are on the citizen's screen, by the clock that both pages share."""
    await citizen.page.evaluate(
        """count => { const seen = new MutationObserver(() => {
             if (document.querySelectorAll("[data-testid=next-steps] li").length < count) return;
             window.stepSeen = performance.timeOrigin + performance.now(); seen.disconnect(); });
           window.stepSeen = 0;
           seen.observe(document.body, { childList: true, subtree: true }); }""",
        count,
    )
    await director.page.evaluate(
        """() => document.querySelector("[data-testid=add-step]").addEventListener("click",
             () => { window.stepSent = performance.timeOrigin + performance.now(); }, { once: true })"""
    )
    await director.hand_over(step, **facts)
    seen = await until(citizen.page, "window.stepSeen")
    took = seen - await director.page.evaluate("window.stepSent")
    assert took > 0
    return float(took)


async def _no_call_without_outcome(director: Director) -> None:
    """The button is away, the key does nothing, and the result is asked for until it is there."""
    await expect(director.see("call-next")).to_have_count(0)
    await director.page.keyboard.press("F8")
    await director.press("record-outcome")
    await expect(director.see("outcome-form")).to_contain_text("Hay un problema")
    await director.phase("wrap_up")


async def _can_be_followed(stranger: Citizen, folio: str, pin: str) -> None:
    """On another device, by folio and PIN alone; not by a wrong PIN."""
    page = stranger.page
    await page.goto("/seguimiento")
    await page.locator("#folio").fill(folio)
    await page.locator("#pin").fill("000000" if pin != "000000" else "111111")
    await stranger.press("follow-submit")
    await stranger.sees("error-summary")
    await page.locator("#pin").fill(pin)
    await stranger.press("follow-submit")
    await stranger.sees("found", folio)
    await stranger.sees("found", NOTE)
    await stranger.sees("found-outcome")
    await expect(page.locator(".steps-list")).to_contain_text(STEP)
    stranger.visitor.watch.forgive()


async def _is_on_record_without_readable_data(house: Installation, folio: str) -> None:
    rows = await house.rows(
        "SELECT outcome, disposition, t.state FROM attention a JOIN ticket t ON t.attention_id = a.id WHERE folio = $1",
        folio,
    )
    assert [tuple(row) for row in rows] == [("in_process", "scheduled", "served")]
    audited = await house.rows(
        """SELECT count(*) FROM audit JOIN attention a ON object_id = a.id::text WHERE folio = $1 AND actor_kind = 'staff'""",
        folio,
    )
    assert audited[0][0] > 0
    everything = await _everything(house)
    for secret in (MATTER.name, "Zenzontle", MATTER.contact, STEP, NOTE, INTERNAL, "Xochipilli", "Ñáñez"):
        assert secret not in everything
        assert secret.encode().hex() not in everything


async def _everything(house: Installation) -> str:
    """All rows of all tables as one text; binary columns are hexadecimal in it."""
    tables = await house.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    texts = []
    for (table,) in tables:
        rows = await house.rows(f'SELECT to_jsonb(t)::text FROM "{table}" t')
        texts += [json.dumps(json.loads(row[0]), ensure_ascii=False) for row in rows]
    assert len(texts) > 50
    return "\n".join(texts)


@pytest.mark.long
async def test_microphone_only(people: People) -> None:
    """Without a camera one is heard, and the director is told so beforehand."""
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("bienestar", "programas"))
    await citizen.open_check()
    await citizen.press("try-microphone")
    await citizen.press("devices-ready")
    director = await people.director("bienestar", "blue")
    await director.open_room()
    await expect(director.see(f"waiting-{number}")).to_contain_text("Solo micrófono")
    await director.call_next()
    await citizen.answer()
    await sees(citizen.page, "blue")
    await hears(director.page)
    assert await director.page.evaluate("probe.colour('remote-video')") is None
    assert (await director.page.evaluate("probe.arrived()"))["frames"] == 0
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    assert people.problems() == []


async def test_the_next_citizen_never_sees_the_one_before(people: People) -> None:
    """Two calls in one room: the director's picture is covered until the first frame of the second person."""
    red = await people.citizen("red")
    yellow = await people.citizen("yellow")
    await red.join(Matter("desarrollo-urbano", "uso-de-suelo"))
    await yellow.join(Matter("desarrollo-urbano", "uso-de-suelo"))
    director = await people.director("desarrollo-urbano", "blue")
    await director.open_room()
    await _talk(director, red, "red")
    await director.call_next()
    await director.page.evaluate(
        """() => { window.uncovered = [];
          const look = () => { if (document.querySelector("[data-testid=remote][data-seen=true]"))
              window.uncovered.push(probe.colour("remote-video")); requestAnimationFrame(look); };
          look(); }"""
    )
    await yellow.answer()
    await sees(director.page, "yellow")
    await sees(yellow.page, "blue")
    shown = await until(director.page, "window.uncovered.length > 3 && window.uncovered")
    assert all(green > 100 for _, green, _ in shown), shown
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    assert people.problems() == []


async def _talk(director: Director, citizen: Citizen, colour: str) -> None:
    await director.call_next()
    await citizen.answer()
    await sees(director.page, colour)
    await sees(citizen.page, "blue")
    await director.end_call()
    await falls_silent(director.page)
    await director.record("resolved_immediately", "information_given")
