"""How high pages are on a small telephone, and where on them something stands."""

from typing import Any

from tests.browser.chromium import PHONE, Visitor
from tests.browser.people import Citizen

MEASURE = """() => {
    document.querySelector(".band")?.remove();
    const unseen = [...document.querySelectorAll("main .visually-hidden")];
    for (const one of unseen) one.hidden = true;
    const words = document.querySelector("main").innerText.split(/\\s+/).filter(Boolean).length;
    for (const one of unseen) one.hidden = false;
    const { scrollHeight, scrollWidth } = document.documentElement;
    return { words, high: scrollHeight, wide: scrollWidth };
}"""


async def measured(visitor: Visitor) -> dict[str, Any]:
    """Words that are shown, and the height of the whole page, without the line that is above all pages of a demonstration."""
    await visitor.page.set_viewport_size(PHONE)
    found: dict[str, Any] = await visitor.page.evaluate(MEASURE)
    assert found["wide"] <= PHONE["width"], found
    return found


async def lowest(citizen: Citizen, selector: str) -> float:
    """Where this ends on a telephone, in pixels from the top of the page; 0 where it is not seen."""
    await measured(citizen.visitor)
    box = await citizen.page.locator(selector).filter(visible=True).first.bounding_box()
    return 0 if box is None else box["y"] + box["height"]
