"""A citizen's way from the home page to the end of a call on a processor four times slower, as Core Web Vitals see it.

`inp_ms` is the longest interaction of the way (Interaction to Next Paint, https://web.dev/articles/inp: with fewer than 50 of
them no outlier is left out), `cls` the worst page's layout shift (https://web.dev/articles/cls). Chromium tells of interactions
from 16 ms on, in steps of 8 ms.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Browser, CDPSession, Page, expect
from rich.console import Console
from rich.table import Table

from tests.browser.chromium import DESK, PHONE, visit
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter, fill_join_form
from tests.browser.probe import sees

SLOWER = 4
SEEN = """
(() => {
  const KEY = "benchmark-vitals";
  const page = location.pathname;
  const named = (node) => node?.dataset?.testid || node?.id || node?.className || node?.parentElement?.className || "";
  const parts = ({ startTime, processingStart, processingEnd, duration }) =>
    [processingStart - startTime, processingEnd - processingStart, duration - (processingEnd - startTime)]
      .map((part) => Math.round(Math.max(0, part))).join(" + ");
  const note = (kind, value) => {
    const seen = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    seen.push({ page, screen: document.querySelector("[data-screen]")?.dataset.screen ?? "", kind, ...value });
    sessionStorage.setItem(KEY, JSON.stringify(seen));
  };
  const span = ({ top, bottom }) => `${Math.round(top)}-${Math.round(bottom)}`;
  const moved = ({ node, previousRect, currentRect }) => `${named(node)} ${span(previousRect)} > ${span(currentRect)}`;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries())
      if (one.interactionId)
        note("interaction", { ms: one.duration, what: `${one.name} ${named(one.target)}`, parts: parts(one) });
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries())
      if (!one.hadRecentInput)
        note("shift", { at: one.startTime, by: one.value, what: one.sources.map(moved).join(", ") });
  }).observe({ type: "layout-shift", buffered: true });
})()
"""
READ = "sessionStorage.getItem('benchmark-vitals') ?? '[]'"
SHOWN = 10
SESSION_MS, GAP_MS = 5000, 1000
"""Shifts add up while less than a second lies between them and five altogether; the worst such window counts."""


@dataclass(frozen=True)
class Seen:
    """One interaction (`ms`) or one layout shift (`at` ms after the page began, `by`), and where."""

    page: str
    screen: str
    kind: str
    what: str
    ms: float = 0.0
    parts: str = ""
    """Of an interaction: waiting for the page, its own work, until the next picture; ms each."""
    at: float = 0.0
    by: float = 0.0


async def measure(house: Installation, browser: Browser, matter: Matter) -> dict[str, float]:
    """Walks the way in windows of their own, and shows the worst of it."""
    director = Director(await visit(browser, house.url, screen=DESK))
    citizen = Citizen(await visit(browser, house.url, screen=PHONE))
    login = f"direccion-{matter.department}"
    await director.sign_in(login, house.passwords[login])
    try:
        return await _walk(citizen, director, matter)
    finally:
        await citizen.visitor.close()
        await director.visitor.close()


async def _walk(citizen: Citizen, director: Director, matter: Matter) -> dict[str, float]:
    page = citizen.page
    await page.add_init_script(SEEN)
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        await _joins(citizen, matter)
        await _waits(citizen)
        await _talks(citizen, director)
    finally:
        await _let_go(session)
    found = [Seen(**one) for one in json.loads(await page.evaluate(READ))]
    interactions = [one for one in found if one.kind == "interaction"]
    shifts = [one for one in found if one.kind == "shift"]
    _show(interactions, shifts)
    return {"inp_ms": max(one.ms for one in interactions), "cls": _worst_shift(shifts)}


async def _let_go(session: CDPSession) -> None:
    await session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    await session.detach()


async def _joins(citizen: Citizen, matter: Matter) -> None:
    await citizen.page.goto("/", wait_until="networkidle")
    await citizen.press("start")
    await citizen.press(f"department-{matter.department}")
    await citizen.press(f"topic-{matter.topic}")
    await citizen.page.locator("#name").press_sequentially(matter.name)
    await fill_join_form(citizen.page, matter)
    await citizen.press("join-submit")
    await citizen.at("line")


async def _waits(citizen: Citizen) -> None:
    await _there_and_back(citizen.page, citizen.open_options, citizen.close_options)
    await citizen.open_check()
    await citizen.page.keyboard.press("Escape")
    await expect(citizen.see("check-dialog")).to_have_count(0)


async def _talks(citizen: Citizen, director: Director) -> None:
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await sees(citizen.page, "red")
    await citizen.press("mute")
    await citizen.press("mute")
    await _there_and_back(citizen.page, citizen.open_chat, citizen.close_sheet)
    await citizen.open_chat()
    await citizen.see("chat-text").press_sequentially("Buenas tardes")
    await citizen.press("chat-send")
    await _there_and_back(citizen.page, citizen.open_more, citizen.close_sheet)
    await director.end_call()
    await citizen.at("recording")
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")


async def _there_and_back(
    page: Page, there: Callable[[], Awaitable[None]], back: Callable[[], Awaitable[None]]
) -> None:
    await there()
    await page.evaluate("new Promise((done) => requestIdleCallback(done))")
    await back()


def _worst_shift(shifts: list[Seen]) -> float:
    """The worst window of shifts of any page."""
    worst = 0.0
    window: dict[str, tuple[float, float, float]] = {}
    for one in shifts:
        began, last, by = window.get(one.page, (one.at, one.at, 0.0))
        if one.at < last or one.at - last > GAP_MS or one.at - began > SESSION_MS:
            began, by = one.at, 0.0
        window[one.page] = (began, one.at, by + one.by)
        worst = max(worst, by + one.by)
    return worst


def _show(interactions: list[Seen], shifts: list[Seen]) -> None:
    table = Table(title=f"A citizen's way, processor {SLOWER} times slower", title_justify="left")
    for heading in ("page", "screen", "what", "ms, or shift", "waits + works + paints"):
        table.add_column(heading)
    for one in sorted(interactions, key=lambda seen: -seen.ms)[:SHOWN]:
        table.add_row(one.page, one.screen, one.what, f"{one.ms:.0f}", one.parts)
    for one in sorted(shifts, key=lambda seen: -seen.by)[:SHOWN]:
        table.add_row(one.page, one.screen, f"shift of {one.what}", f"{one.by:.4f}")
    Console(width=140).print(table)
