"""Working without a mouse."""

from tests.browser.people import Person


async def tab_to(person: Person, testid: str, *, at_most: int = 60) -> None:
    """Goes on by the Tab key until this has the focus."""
    for _ in range(at_most):
        if await person.page.evaluate(f"document.activeElement?.dataset.testid === '{testid}'"):
            return
        await person.page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {testid}")


async def press(person: Person, *keys: str) -> None:
    """One key after the other."""
    for key in keys:
        await person.page.keyboard.press(key)
