"""Working without a mouse."""

from playwright.async_api import expect

from tests.browser.people import Person

LOOK = """(name) => { const one = document.activeElement; const at = [one, one.parentElement].filter(Boolean);
    const ring = (it) => { const drawn = getComputedStyle(it); return drawn.opacity !== "0" && drawn.outlineStyle !== "none"; };
    const unseen = one === document.body || at.some(ring) ? null : one.outerHTML.slice(0, 160);
    return [(document.querySelector(`[data-testid="${name}"]`) ? one.dataset.testid : one.id) === name, unseen]; }"""
"""Whether this has the focus; and what has it without a ring around it."""
CHOSEN = "(select) => select.selectedOptions[0].text"


async def tab_to(person: Person, name: str, *, at_most: int = 60) -> None:
    """Goes on by the Tab key, and sees at each step where it is, until this has the focus.

    `name`: its `data-testid`, else the `id` of a field.
    """
    there, _ = await person.page.evaluate(LOOK, name)
    for _ in range(at_most):
        if there:
            return
        await person.page.keyboard.press("Tab")
        there, unseen = await person.page.evaluate(LOOK, name)
        assert unseen is None, f"the focus is not seen: {unseen}"
    raise AssertionError(f"the Tab key does not lead to {name}")


async def choose(person: Person, testid: str, text: str, *, at_most: int = 20) -> None:
    """Goes down a list that has the focus to the option that begins so. Letters would be one word only while they come quickly."""
    field = person.see(testid)
    await expect(field).to_be_focused()
    for _ in range(at_most):
        if (await field.evaluate(CHOSEN)).startswith(text):
            return
        await person.page.keyboard.press("ArrowDown")
    raise AssertionError(f"no option of {testid} begins with {text}")


async def press(person: Person, *keys: str) -> None:
    """One key after the other."""
    for key in keys:
        await person.page.keyboard.press(key)
