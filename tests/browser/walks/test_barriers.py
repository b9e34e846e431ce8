"""What a look finds, and that it does not pass over a text because others like it were seen."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.browser.chromium import PHONE
from tests.browser.conftest import Browsers
from tests.browser.probe import until
from tests.browser.walks import barriers

GOOD = """<!doctype html><html lang="en"><title>A page</title><style>
    @media (prefers-reduced-motion: no-preference) { p { transition: color 0.2s } }</style>
    <main><h1>A page</h1><div><p>Some words</p></div></main>"""
FAR = """<!doctype html><html lang="en"><title>A page</title><style>
    li { content-visibility: auto; contain-intrinsic-size: auto 48px }
    @media (prefers-reduced-motion: no-preference) { p { transition: color 600s } }</style>
    <main><h1>A page</h1><ul><li><p>Some words</p></li></ul><div style="height: 20000px"></div></main>"""
PALE = "document.querySelector('{}').style = '{}'"


@pytest_asyncio.fixture(loop_scope="session")
async def page(browsers: Browsers) -> AsyncIterator[Page]:
    """One that was looked at, with nothing to be found."""
    context = await (await browsers("red")).new_context(viewport=PHONE)
    page = await context.new_page()
    await page.set_content(GOOD)
    assert await barriers.barriers(page) == []
    assert await barriers.too_wide(page) == []
    yield page
    await context.close()


@pytest.mark.parametrize(
    ("selector", "style"),
    [
        ("p", "color: #ccc"),
        ("div", "background: #444"),
        ("main", "background: #444"),
        ("div", "opacity: 0.3"),
    ],
)
async def test_a_text_that_became_pale_is_found(page: Page, selector: str, style: str) -> None:
    await page.evaluate(PALE.format(selector, style))
    (found,) = await barriers.barriers(page)
    assert found.startswith("color-contrast: ")
    assert await barriers.barriers(page) == [found], "found once, it is not found again"


async def test_a_text_that_is_pale_in_the_dark_only_is_found(page: Page) -> None:
    await page.add_style_tag(
        content="@media (prefers-color-scheme: dark) { div { background: #222 } p { color: #444 } }"
    )
    (found,) = await barriers.barriers(page)
    assert found.startswith("dark: color-contrast: ")
    assert await page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")


async def test_a_text_that_is_new_is_found(page: Page) -> None:
    await page.evaluate(
        "document.querySelector('div').innerHTML += '<p class=\"pale\" style=\"color: #ccc\">More words</p>'"
    )
    (found,) = await barriers.barriers(page)
    assert "More words" in found


async def test_other_rules_look_at_everything_each_time(page: Page) -> None:
    await page.evaluate("document.querySelector('div').innerHTML += '<button></button>'")
    (found,) = await barriers.barriers(page)
    assert found.startswith("button-name: ")


@pytest.mark.parametrize("number", ["OP-005", "MTP-26-7KQ4-9XZ2C"])
async def test_a_number_that_can_break_is_found(page: Page, number: str) -> None:
    await page.evaluate("(number) => { document.querySelector('p').textContent = `Su turno ${number}` }", number)
    (found,) = await barriers.barriers(page)
    assert found.startswith("a number that can break: ")
    await page.evaluate("document.querySelector('p').style = 'white-space: nowrap'")
    assert await barriers.barriers(page) == []


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ('<button style="border: 0">Press</button>', "a control without an edge"),
        ('<span style="display: grid; padding: 4px; background: green"></span>', "a shape that is gone"),
        (
            "<style>button { border: 1px solid } [aria-pressed=true] { background: navy; color: white }</style>"
            '<button aria-pressed="true">Press</button>',
            "aria-pressed is not seen",
        ),
        (
            "<style>input { appearance: none; inline-size: 24px; block-size: 24px; border: 1px solid }"
            ':checked { box-shadow: inset 0 0 0 4px navy }</style><label><input type="checkbox" checked> Yes</label>',
            "a tick is not seen",
        ),
        ('<svg width="9" height="9"><path fill="#691c32" d="M0 0h9v9"/></svg>', "a drawing that is not seen"),
        ('<svg width="9" height="9"><path d="M0 0h9v9"/></svg>', "a drawing that is not seen"),
        (
            '<p style="position: absolute; inline-size: 9em; background: white; box-shadow: 0 0 9px">Words</p>',
            "no edge over the page",
        ),
        (
            '<style>a:focus { outline: none; background: gold }</style><a href="/" autofocus>Words</a>',
            "a focus that is not seen",
        ),
        ("<style>p { transition: color 0.2s }</style>", "motion"),
        ("<style>p { animation: up 0.2s infinite } @keyframes up { to { translate: 0 9px } }</style>", "motion"),
    ],
)
async def test_what_forced_colours_take_away_and_what_moves_is_found(page: Page, html: str, what: str) -> None:
    await page.evaluate("(html) => { document.querySelector('div').innerHTML += html }", html)
    await page.evaluate("document.querySelector('[autofocus]')?.focus()")
    (found,) = await barriers.barriers(page)
    assert found.startswith(f"forced: {what}: ")
    assert await page.evaluate(
        "matchMedia('(forced-colors: none) and (prefers-reduced-motion: no-preference)').matches"
    )


async def test_an_animation_by_script_is_found(page: Page) -> None:
    await page.evaluate(
        "document.querySelector('p').animate({ translate: ['0 0', '0 9px'] }, { duration: 1e6 }).pause()"
    )
    (found,) = await barriers.barriers(page)
    assert found.startswith("forced: an animation that runs: ")


async def test_what_moves_out_of_sight_is_not_waited_for(page: Page) -> None:
    await page.set_content(FAR)
    # Only what was drawn once can change its colour slowly.
    await until(page, "document.querySelector('p').checkVisibility({ contentVisibilityAuto: true })")
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await page.evaluate("document.querySelector('p').style.color = '#111'")
    await until(page, "document.getAnimations().length === 1")
    await page.evaluate("scrollTo(0, 15000)")
    await until(page, "!document.querySelector('p').checkVisibility({ contentVisibilityAuto: true })")
    async with asyncio.timeout(200):
        assert await barriers.barriers(page) == []
    assert await page.evaluate("document.getAnimations()[0].playState") == "running"


async def test_what_is_too_wide_at_another_size_is_found(page: Page) -> None:
    await page.evaluate("document.querySelector('p').style = 'width: 600px'")
    assert [one[:10] for one in await barriers.too_wide(page)] == ["at 320 px ", "at 360 px "]
    await page.evaluate("document.querySelector('p').style = 'width: 340px'")
    (found,) = await barriers.too_wide(page)
    assert found.startswith("at 320 px "), "at 400 %"
    assert page.viewport_size == PHONE


async def test_a_chip_that_stands_out_of_its_card_is_found(page: Page) -> None:
    await page.evaluate(
        "document.querySelector('div').innerHTML += '<ul><li style=\"inline-size: 8rem; white-space: nowrap\">"
        '<span class="tag">No respondió al llamado</span></li></ul>\''
    )
    found = await barriers.too_wide(page)
    assert len(found) == 3 and all("a chip stands out of its card: No respondió" in one for one in found)
    await page.evaluate("document.querySelector('li').style.whiteSpace = 'normal'")
    assert await barriers.too_wide(page) == []


async def test_texts_of_one_kind_are_examined_once(page: Page) -> None:
    examined = len(barriers._examined)
    await page.evaluate("document.querySelector('div').innerHTML += '<p>Some more</p><p>And more</p>'")
    assert await barriers.barriers(page) == []
    assert len(barriers._examined) == examined


async def test_a_folio_is_measured_as_wide_as_folios_can_be(page: Page) -> None:
    folio = "MTP-26-1111-11111"
    await page.evaluate(
        """(folio) => { const text = document.querySelector("p");
            text.style = "white-space: nowrap; inline-size: max-content; font: 700 24px sans-serif"; text.textContent = folio; }""",
        folio,
    )
    found = await barriers.too_wide(page)
    assert [one[:10] for one in found] == ["at 320 px "]
    assert await page.locator("p").inner_text() == folio, "and left as it was"
