"""A tab in which somebody writes, loses the line, reloads and goes back."""

import asyncio
import dataclasses
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Request, Route

from tests.browser.petitioning import STORED
from tests.browser.probe import POLL_SECONDS, WITHIN

FILL = """(([texts, boxes]) => {
    for (const [selector, text] of Object.entries(texts)) document.querySelector(selector).value = text;
    for (const selector of boxes) for (const box of document.querySelectorAll(selector)) box.checked = true;
    document.querySelector("form[data-written]").dispatchEvent(new Event("change"));
    return true;
})"""
SEND = "(button => setTimeout(() => button.form.requestSubmit(button)))(document.querySelector('[data-testid=%s]'))"
TAB = "tab"
NO_DRAFT_OF_TAB = "!sessionStorage.getItem('audiencia:draft') && !sessionStorage.getItem('audiencia:sent')"


@dataclass(frozen=True)
class Form:
    """A form in which somebody writes into `field`. `key`: of its draft, `TAB` for that of the tab, empty where none is kept.

    `fold`: behind which the field is. `texts` and `boxes`: what else it needs. `done`: what the page says once it was sent.
    """

    path: str
    field: str
    button: str
    key: str
    done: str
    fold: str = ""
    texts: dict[str, str] = dataclasses.field(default_factory=dict)
    boxes: tuple[str, ...] = ()


@dataclass
class Tab:
    """One tab."""

    page: Page

    async def open(self, path: str) -> None:
        """Loads a page of the installation."""
        await self.page.goto(path)

    async def broken_off(self) -> None:
        """Waits until the page is the browser's own, of a line that broke: until then it would interrupt whatever is opened."""
        await self.until("location.protocol === 'chrome-error:'")

    async def evaluate(self, expression: str) -> Any:
        """The value of an expression. Raises `PlaywrightError` while pages change."""
        return await self.page.evaluate(expression)

    async def write(self, selector: str, text: str) -> None:
        """Types into a field that is shown."""
        await self.page.locator(selector).press_sequentially(text)

    async def reload(self) -> None:
        """Loads the page once more."""
        await self.page.reload()

    async def back(self) -> None:
        """Goes to the page before."""
        await self.page.evaluate("void setTimeout(() => history.back())")

    async def another(self) -> "Tab":
        """A tab beside it."""
        return Tab(await self.page.context.new_page())

    async def close(self) -> None:
        """Ends it."""
        await self.page.close()

    @asynccontextmanager
    async def breaking(self, method: str) -> AsyncIterator[None]:
        """Meanwhile requests of this method break off; ends once one did."""

        async def let_pass(route: Route, request: Request) -> None:
            if request.method == method:
                await route.abort("connectionreset")
                broken.set()
            else:
                await route.continue_()

        broken = asyncio.Event()
        await self.page.route("**/*", let_pass)
        yield
        await asyncio.wait_for(broken.wait(), WITHIN)
        await self.page.unroute_all(behavior="wait")

    async def until(self, expression: str) -> None:
        """Asks the page until the expression is true."""
        end = time.monotonic() + WITHIN
        while True:
            try:
                if await self.evaluate(f"Promise.resolve({expression}).then(Boolean)"):
                    return
            except PlaywrightError:
                pass  # a page that is being left
            if time.monotonic() > end:
                seen = await self.evaluate("location.href + ' ' + document.body.innerText.slice(0, 600)")
                raise TimeoutError(f"not within {WITHIN} s: {expression}; the page is {seen}")
            await asyncio.sleep(POLL_SECONDS)

    async def holds(self, form: Form, text: str) -> None:
        """Waits until the form has this text, and takes more."""
        value = f"document.querySelector({json.dumps(form.field)})?.value"
        await self.until(f"{value} === {json.dumps(text)}")
        if form.key:
            said = f"document.querySelector({json.dumps(form.field)})?.form.querySelector('[data-draft-said]')"
            await self.until(f"{said}?.hidden === false")

    async def begin(self, form: Form, text: str) -> None:
        """Opens the form and writes into it."""
        await self.open(form.path)
        await self.holds(form, "")
        if form.fold:
            await self.evaluate(f"document.querySelector('[data-testid={form.fold}]').parentElement.open = true")
        await self.write(form.field, text)

    async def send(self, form: Form) -> None:
        """Fills in what else there is, and presses the button."""
        await self.evaluate(f"{FILL}({json.dumps([form.texts, form.boxes])})")
        await self.evaluate(SEND % form.button)

    async def keeps_nothing(self, form: Form) -> None:
        """Waits until there is no draft of the form."""
        stored = f"({STORED})({json.dumps(form.key)}).then((draft) => draft === null)"
        await self.until(NO_DRAFT_OF_TAB if form.key == TAB else stored)
