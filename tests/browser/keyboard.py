"""Working without a mouse."""

from tests.browser.people import Person

HAS_FOCUS = """(name) => (document.querySelector(`[data-testid="${name}"]`)
    ? document.activeElement?.dataset.testid : document.activeElement?.id) === name"""


async def tab_to(person: Person, name: str, *, at_most: int = 60) -> None:
    """Goes on by the Tab key until this has the focus. `name`: its `data-testid`, else the `id` of a field."""
    for _ in range(at_most):
        if await person.page.evaluate(HAS_FOCUS, name):
            return
        await person.page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {name}")


async def press(person: Person, *keys: str) -> None:
    """One key after the other."""
    for key in keys:
        await person.page.keyboard.press(key)
