"""Working without a mouse."""

from tests.browser.people import Person

SHOWS_IT = """() => { const one = document.activeElement; const at = [one, one.parentElement].filter(Boolean);
    const ring = (it) => { const drawn = getComputedStyle(it); return drawn.opacity !== "0" && drawn.outlineStyle !== "none"; };
    return one === document.body || at.some(ring) ? null : one.outerHTML.slice(0, 160); }"""
"""What has the focus and no ring around it."""
HAS_FOCUS = """(name) => (document.querySelector(`[data-testid="${name}"]`)
    ? document.activeElement?.dataset.testid : document.activeElement?.id) === name"""


async def tab_to(person: Person, name: str, *, at_most: int = 60) -> None:
    """Goes on by the Tab key, and sees at each step where it is, until this has the focus.

    `name`: its `data-testid`, else the `id` of a field.
    """
    for _ in range(at_most):
        if await person.page.evaluate(HAS_FOCUS, name):
            return
        await person.page.keyboard.press("Tab")
        assert (hidden := await person.page.evaluate(SHOWS_IT)) is None, f"the focus is not seen: {hidden}"
    raise AssertionError(f"the Tab key does not lead to {name}")


async def press(person: Person, *keys: str) -> None:
    """One key after the other."""
    for key in keys:
        await person.page.keyboard.press(key)
