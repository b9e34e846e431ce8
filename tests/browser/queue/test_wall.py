"""The wall of a hall: a call is read from afar and heard, and all departments are shown though they do not fit at once."""

from math import hypot

from playwright.async_api import ViewportSize, expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import until

WALL: ViewportSize = {"width": 1920, "height": 1080}
MILLIMETRES_HIGH = 40 * 25.4 * 9 / hypot(16, 9)
"""Of a screen of 40 inches."""
FROM_AFAR = 8_000 / 200 / MILLIMETRES_HIGH
"""Letters are read from two hundred times their height: this share of the screen, from eight metres."""
LETTER = """([selector, text]) => {
    const { fontWeight, fontSize, fontFamily } = getComputedStyle(document.querySelector(selector));
    const drawn = Object.assign(document.createElement("canvas").getContext("2d"),
        { font: `${fontWeight} ${fontSize} ${fontFamily}` }).measureText(text);
    return drawn.actualBoundingBoxAscent + drawn.actualBoundingBoxDescent;
}"""
VOICE = """window.said = [];
    SpeechSynthesis.prototype.speak = ({ text, lang }) => said.push([text, lang]);"""
SHOWN = "[...document.querySelectorAll('#lines tr')].filter((one) => one.checkVisibility()).map((one) => one.rowIndex)"
ALL = "[...document.querySelectorAll('#lines tr')].map((one) => one.rowIndex)"
AT_PAGE = "document.querySelector('[data-testid=hall-pages]').textContent.includes('Página %d de ')"


async def _wall(people: People) -> Citizen:
    wall = await people.citizen("red")
    await wall.page.set_viewport_size(WALL)
    await wall.page.add_init_script(VOICE)
    await wall.page.goto("/tablero")
    await wall.sees("hall-press")
    return wall


async def _calls(people: People) -> tuple[Director, Citizen, str]:
    director, citizen = await people.director("juventud-deporte"), await people.citizen("red")
    await director.open_room_at_once()
    number = await citizen.join(Matter("juventud-deporte", "becas"))
    await director.call_next()
    return director, citizen, number


async def test_a_call_is_read_from_eight_metres_and_said_once_a_key_was_pressed(people: People) -> None:
    wall = await _wall(people)
    await wall.page.keyboard.press("Space")
    await expect(wall.see("hall-press")).to_be_hidden()
    await expect(wall.see("hall-sound")).to_have_attribute("aria-pressed", "true")
    director, citizen, number = await _calls(people)
    called = wall.see("hall-calling").locator("li b").first
    await expect(called).to_have_text(number)
    letter = await wall.page.evaluate(LETTER, ["[data-testid=hall-calling] li b", "0"])
    assert letter / WALL["height"] >= max(FROM_AFAR, 0.09)
    box = await called.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= WALL["width"]
    assert await wall.page.evaluate("document.documentElement.scrollHeight") <= WALL["height"]
    (text, lang) = (await until(wall.page, "said.length && said"))[-1]
    await _is_read_without_motion(wall, number)
    prefix, digits = number.split("-")
    said = f"Turno {' '.join(prefix)} {int(digits)}, Sala "
    assert text.startswith(said)
    assert lang == "es-MX"
    await director.withdraw()
    await director.close_room()
    await citizen.leave()
    assert people.problems() == []


async def _is_read_without_motion(wall: Citizen, number: str) -> None:
    """All departments stand on one page then."""
    await wall.page.emulate_media(reduced_motion="reduce")
    await wall.page.reload()
    await expect(wall.see("hall-calling").locator("li b").first).to_have_text(number)
    await expect(wall.see("hall-pages")).to_be_hidden()
    assert await wall.page.evaluate(LETTER, ["[data-testid=hall-calling] li b", "0"]) / WALL["height"] >= FROM_AFAR
    assert await wall.page.evaluate("document.documentElement.scrollHeight") <= WALL["height"]


async def test_nothing_is_said_on_a_wall_that_nobody_touched(people: People) -> None:
    wall = await _wall(people)
    director, citizen, number = await _calls(people)
    await expect(wall.see("hall-calling").locator("li b").first).to_have_text(number)
    assert await wall.page.evaluate("said") == []
    await director.withdraw()
    await director.close_room()
    await citizen.leave()


async def test_departments_are_in_pages_that_change_by_themselves_and_can_be_stopped(people: People) -> None:
    wall = await _wall(people)
    # Number and rows are read at once: the page goes on by itself.
    first, everybody = await until(wall.page, f"{AT_PAGE % 1} && [{SHOWN}, {ALL}]")
    assert 0 < len(first) < len(everybody)
    second = await until(wall.page, f"{AT_PAGE % 2} && {SHOWN}")
    assert second[0] == first[-1] + 1
    await wall.press("hall-pages")
    await expect(wall.see("hall-pages")).to_contain_text("Continuar")
    await wall.page.emulate_media(reduced_motion="reduce")
    await wall.page.reload()
    await expect(wall.see("hall-pages")).to_be_hidden()
    assert await wall.page.evaluate(SHOWN) == everybody
    assert await wall.page.evaluate("document.documentElement.scrollHeight") <= WALL["height"]
