"""What people do on the pages, in their words: join, wait, answer, call, hand over, record, move."""

import itertools
from dataclasses import dataclass, field
from typing import TypeVar

from playwright.async_api import Locator, Page, expect

from tests.browser import forms
from tests.browser.chromium import Visitor


@dataclass
class Person:
    """Somebody in front of a browser."""

    visitor: Visitor

    @property
    def page(self) -> Page:
        """The page that they look at."""
        return self.visitor.page

    def see(self, testid: str) -> Locator:
        """A part of the page by its `data-testid`."""
        return self.page.get_by_test_id(testid)

    async def sees(self, testid: str, text: str | None = None) -> None:
        """Waits until that part is there (with this text in it)."""
        await expect(self.see(testid)).to_be_visible()
        if text is not None:
            await expect(self.see(testid)).to_contain_text(text)

    async def press(self, testid: str) -> None:
        """Clicks that part."""
        await self.see(testid).click()

    async def go_elsewhere(self) -> None:
        """Asks for the code by which another device goes on."""
        await self.press("elsewhere")

    async def is_connected(self) -> None:
        """Waits until the page says that it has a line to the server."""
        await expect(self.see("connection")).to_have_attribute("data-connection", "online")

    async def lose_network(self) -> None:
        """Nothing goes out or comes in any more."""
        await self.visitor.context.set_offline(True)
        # Emulated networks leave open sockets alone, and do not always keep new ones from opening: the line is cut as a lost
        # network would, and every try fails until it is found again.
        await self.page.evaluate("dispatchEvent(new Event('offline')); probe.blockSockets(true)")

    async def find_network(self) -> None:
        """The network is there again; what failed meanwhile is forgiven."""
        # In this order: pages that hear of the network try at once.
        await self.page.evaluate("probe.blockSockets(false)")
        await self.visitor.context.set_offline(False)
        await self.is_connected()
        self.visitor.watch.forgive()


P = TypeVar("P", bound=Person)


NUMBERS = itertools.count(4567)
"""A telephone for each: the board marks numbers of a line that share one."""


@dataclass(frozen=True)
class Matter:
    """What a citizen writes into the form."""

    department: str = "obras-publicas"
    topic: str = "baches"
    name: str = "Rosa Pérez Luna"
    text: str = "Hay un bache muy grande frente a la escuela"
    contact: str = field(default_factory=lambda: f"722 123 {next(NUMBERS):04d}")
    adjustments: tuple[str, ...] = ()


async def fill_join_form(page: Page, matter: Matter) -> None:
    """Fills in the fields, and on the last step reads the notice and consents to everything."""
    await go_to(page, "#name")
    await page.locator("#name").fill(matter.name)
    await page.locator("#matter").fill(matter.text)
    await page.locator("#contact").fill(matter.contact)
    more = page.get_by_test_id("more-of-you")
    if matter.adjustments and await more.get_attribute("open") is None:
        await more.locator("summary").first.click()
    for code in matter.adjustments:
        await page.locator(f"#adjustment-{code}").check()
    await go_to_consents(page)
    await page.locator("#read_notice").check()
    for purpose in await page.locator("input[name^=consent_]").all():
        await purpose.check()


async def go_to(page: Page, field: str, *, filled: bool = True) -> None:
    """Through the steps of a form to this field; of one that was refused all is shown at once. `filled`: a step that is not is
    left by the address alone.
    """
    while not await page.locator(field).is_visible():
        step = page.get_by_test_id("form-next").filter(visible=True)
        target = await step.get_attribute("href")
        assert target is not None
        if filled:
            await step.click()
        else:
            await page.evaluate("(target) => { location.hash = target; }", target)
        await expect(page.locator(target)).to_be_visible()


async def go_to_consents(page: Page, *, filled: bool = True) -> None:
    """The last step of a form."""
    await go_to(page, "#read_notice", filled=filled)


class Relative(Person):
    """Somebody whom a citizen asked into the call."""

    async def open(self, link: str) -> None:
        """Opens the link and agrees to the notice; waits to be let in."""
        await self.page.goto(link)
        await self.sees("come-in")
        await self.page.locator("#agree").check()
        await self.press("come-in-submit")
        await self.at("waits")

    async def at(self, screen: str) -> None:
        """Waits until this screen is shown: waits, in_call, over."""
        await expect(self.see("screen")).to_have_attribute("data-screen", screen)


class Citizen(Person):
    """Somebody with a matter."""

    async def join(self, matter: Matter | None = None, *, on_page: bool = False) -> str:
        """Takes a number; gives it. Returns in the waiting room. `on_page`: fills the form in on its page, whatever that takes."""
        wanted = matter or Matter()
        if on_page or not await forms.can_send(self.visitor):
            await self.page.goto(f"/unirse/{wanted.department}/{wanted.topic}")
            await fill_join_form(self.page, wanted)
            await self.press("join-submit")
        else:
            place = (wanted.department, wanted.topic)
            await forms.join(self.visitor, *place, wanted.name, wanted.text, wanted.contact, wanted.adjustments)
        await self.at("line")
        return await self.see("number").inner_text()

    async def at(self, screen: str) -> None:
        """Waits until this screen is shown: line, called, call, recording, served, absent, left, later."""
        await expect(self.see("screen")).to_have_attribute("data-screen", screen)

    async def place(self, place: int) -> None:
        """Waits until this place in the line is shown."""
        await expect(self.see("place")).to_have_attribute("data-place", str(place))

    async def answer(self) -> None:
        """Enters the call, with the own picture there."""
        await self.at("called")
        await expect(self.see("open-camera")).to_have_count(0)
        await self.press("accept")
        await self.at("call")

    async def open_options(self) -> None:
        """Opens "more options" of the waiting page, where they are not open yet."""
        if not await self.see("more-dialog").count():
            await self.press("more")
            await self.sees("more-dialog")

    async def choose_option(self, testid: str) -> None:
        """Presses what stands among "more options"."""
        await self.open_options()
        await self.press(testid)

    async def close_options(self) -> None:
        """Back to the waiting page."""
        if await self.see("more-dialog").count():
            await self.press("more-close")
            await expect(self.see("more-dialog")).to_have_count(0)

    async def open_check(self) -> None:
        """Opens the test of camera and microphone."""
        await self.press("check-open")
        await self.sees("check-dialog")

    async def open_chat(self) -> None:
        """Opens the chat of the call, where it is not open."""
        await self._open("chat-dock", "chat-toggle")

    async def open_more(self) -> None:
        """Opens what the call's bar has no room for: data, devices, other matters, help."""
        await self._open("more-sheet", "call-more")

    async def invite(self, name: str, *, signs: bool = False) -> str:
        """Asks somebody of trust into the call, perhaps to interpret in signs; gives the link."""
        await self.open_more()
        await self.press("invite-relative")
        await self.see("relative-name").fill(name)
        await self.see("relative-signs").set_checked(signs)
        await self.press("invite-confirm")
        link = await self.see("relative-link").input_value()
        await self.press("invite-close")
        await self.close_sheet()
        return link

    async def close_sheet(self) -> None:
        """Closes what was opened beside the picture."""
        await self.press("sheet-close")
        await expect(self.see("sheet-close")).to_have_count(0)

    async def _open(self, sheet: str, button: str) -> None:
        if not await self.see(sheet).count():
            await self.press(button)
        await self.sees(sheet)

    async def go_elsewhere(self) -> None:
        """The same, from what stands behind the waiting page or the call."""
        if await self.see("call-more").count():
            await self.open_more()
        else:
            await self.open_options()
        await self.press("elsewhere")

    async def say_ready(self) -> None:
        """Answers "are you ready?"."""
        await self.press("say-ready")
        await self.sees("ready")

    async def reads_why(self, text: str) -> None:
        """Looks into "why my place is what it is", where this is told, and goes back."""
        waits = await self.see("more").count() > 0
        if waits:
            await self.open_options()
        if await self.see("history").get_attribute("open") is None:
            await self.see("history").locator("summary").click()
        await expect(self.see("history").get_by_text(text).first).to_be_visible()
        if waits:
            await self.close_options()

    async def was_passed(self, why: str, before: int, after: int) -> None:
        """The page says first why the place is further back, and goes on once that was read."""
        await self.sees("passed", why)
        await self.sees("passed", f"Su lugar cambió del {before} al {after}")
        await self.place(after)
        await self.press("passed-ok")
        await expect(self.see("passed")).to_have_count(0)

    async def leave(self) -> None:
        """Gives the place up: by a button of the screen, or among "more options"."""
        button = self.see("leave")
        await expect(button.or_(self.see("more")).first).to_be_visible()
        if not await button.is_visible():
            await self.open_options()
        await button.click()
        await self.press("leave-confirm")
        await self.at("left")

    async def close_page(self) -> None:
        """The page is closed, as by mistake; the browser keeps its cookies."""
        await self.page.close()

    async def open_page_again(self) -> None:
        """A new page of the same browser, at the own number."""
        self.visitor.page = await self.visitor.context.new_page()
        self.visitor.watch.follow(self.page)
        await self.page.goto("/turno")

    async def folio_and_pin(self) -> tuple[str, str]:
        """As they stand on the ticket."""
        return (await self.see("folio").inner_text()).strip(), (await self.see("pin").inner_text()).strip()


class Staff(Person):
    """Somebody with an account."""

    async def sign_in(self, login: str, password: str, *, on_page: bool = False) -> None:
        """Returns on the page of the role. `on_page`: by the form on its page, whatever that takes."""
        if not on_page and await forms.can_send(self.visitor):
            await forms.sign_in(self.visitor, login, password)
            return
        await self.page.goto("/entrar")
        await self.page.locator("#username").fill(login)
        await self.page.locator("#password").fill(password)
        await self.press("sign-in")

    async def open_menu(self, name: str = "menu") -> None:
        """Shows what is behind a button of this name, where it is not shown."""
        if await self.see(name).get_attribute("open") is None:
            await self.see(name).locator("> summary").click()


class Director(Staff):
    """Who attends."""

    async def go_elsewhere(self) -> None:
        """The same, from the menu."""
        await self.open_menu()
        await self.press("elsewhere")

    async def tab(self, name: str) -> None:
        """Looks into another tab beside the call: steps, note, chat, promises, before, queue."""
        await self.press(f"tab-{name}")
        await expect(self.see(f"tab-{name}")).to_have_attribute("aria-selected", "true")

    async def show_emergency(self) -> None:
        """Shows the emergency numbers to the person of the call."""
        await self.open_menu("call-more")
        await self.press("show-emergency")

    async def begin_end_for_conduct(self) -> None:
        """Opens the question why the call ends."""
        await self.open_menu("call-more")
        await self.press("end-for-conduct")

    async def phase(self, phase: str) -> None:
        """Waits until the console is in this phase: closed, available, reserved, in_call, wrap_up, paused."""
        await expect(self.see("console")).to_have_attribute("data-phase", phase)

    async def open_room(self) -> None:
        """Checks the devices and opens the room, alone in it."""
        await self.phase("closed")
        await self.see("company-alone").check()
        await self.press("try-camera")
        await self.press("devices-ready")
        await self.phase("available")

    async def open_room_at_once(self) -> None:
        """Opens the room without a look at the devices, alone in it."""
        await self.phase("closed")
        await self.see("company-alone").check()
        await self.press("open-room-anyway")
        await self.phase("available")

    async def close_room(self) -> None:
        """Ends the day for this room, whoever waits."""
        await self.press("close-room")
        asked = self.see("close-dialog")
        await expect(asked.or_(self.page.locator('[data-testid="console"][data-phase="closed"]'))).to_be_visible()
        if await asked.count():
            await self.press("close-confirm")
        await self.phase("closed")

    async def dial(self) -> None:
        """Goes on by telephone."""
        await self.press("continue-by-phone")
        await self.press("dial-confirm")

    async def withdraw(self) -> None:
        """Takes the call back before it is answered."""
        await self.press("withdraw")
        await self.phase("available")

    async def call_next(self) -> None:
        """Calls the head of the line."""
        await expect(self.see("call-next")).to_be_enabled()
        await self.press("call-next")
        await self.phase("reserved")

    async def end_call(self) -> None:
        """Ends the call; the result is asked for."""
        await self.press("hang-up")
        await self.phase("wrap_up")

    async def record(
        self, outcome: str, disposition: str, *, due: str = "", note: str = "", internal: str = ""
    ) -> None:
        """Writes the result down; the room is free again."""
        await self.write_result(outcome, disposition, due=due, note=note, internal=internal)
        await self.phase("available")

    async def write_result(
        self, outcome: str, disposition: str, *, due: str = "", note: str = "", internal: str = ""
    ) -> None:
        """The same, whatever becomes of the room. `due`: the date that some kinds of answer promise."""
        if await self.see("outcome-panel").get_attribute("data-open") == "false":
            await self.press("outcome-other")
        await self.see(f"outcome-{outcome}").check()
        await self.see(f"disposition-{disposition}").check()
        if due:
            await self.see("due").fill(due)
        await self.page.locator("#note_to_citizen").fill(note)
        await self.page.locator("#note_internal").fill(internal)
        await self.press("record-outcome")

    async def hand_over(self, step: str, **facts: str) -> None:
        """Hands over a next step; `facts`: requirement, cost, place, due."""
        for name, value in {"step": step, **facts}.items():
            await self.see("step-form").locator(f'[name="{name}"]').fill(value)
        await self.press("add-step")
        await expect(self.page.locator("#step")).to_have_value("")


class FrontDesk(Staff):
    """Who writes for people at the counter and on the telephone."""

    async def give_number(self, medium: str, department: str, topic: str, name: str, contact: str) -> str:
        """Reads the notice out, writes down what is said, and gives the number on the slip."""
        await self.page.locator(f"#medium-{medium}").check()
        await self.page.locator("#topic").select_option(f"{department}/{topic}")
        await self.page.locator("#name").fill(name)
        await self.page.locator("#contact").fill(contact)
        await self.page.locator("#matter").fill("Lo cuenta por teléfono")
        await self.page.locator("#read_notice").check()
        for purpose in await self.page.locator("input[name^=consent_]").all():
            await purpose.check()
        await self.press("desk-submit")
        return (await self.see("slip-number").inner_text()).strip()

    async def find(self, number: str) -> None:
        """Looks a number up."""
        await self.page.locator("#q").fill(number)
        await self.press("desk-find")
        await expect(self.see("desk-found").get_by_test_id(f"desk-ticket-{number}")).to_be_visible()


class Assistant(Staff):
    """Who sits beside a director."""

    async def seated(self, *, seated: bool = True) -> None:
        """Waits until there is a seat, or none."""
        await expect(self.see("seat")).to_have_attribute("data-seated", str(seated).lower())


class Moderator(Staff):
    """Who sees all lines."""

    async def open_mover(self, number: str) -> None:
        """Opens the dialog that moves this ticket."""
        await self.press(f"ticket-{number}")
        await self.sees("move-dialog")

    async def find_target(self, text: str) -> None:
        """Looks for a department in that dialog."""
        await self.see("move-search").fill(text)

    async def act(self, number: str, what: str) -> None:
        """Opens the panel of one whom nobody can move, and asks there for: undo, back, recall, write or cancel."""
        await self.press(f"ticket-{number}")
        await self.press(f"{what}-{number}")

    async def unfold(self, testid: str) -> None:
        """Opens what is folded under a button of the bar: alerts, announcements, more."""
        if await self.see(testid).get_attribute("open") is None:
            await self.see(testid).locator("summary").first.click()

    async def open_line(self, department: str) -> Locator:
        """All of a line, also of one in which nobody waits."""
        await self.sees(f"queue-{department}")
        toggle = self.see(f"line-toggle-{department}")
        if await toggle.count() and await toggle.get_attribute("aria-expanded") == "false":
            await toggle.click()
        return self.see(f"queue-{department}")

    async def room(self, department: str) -> Locator:
        """The first room of a line, with what can be done with it."""
        room = (await self.open_line(department)).locator("[data-testid^=room-]").first
        await self.open_room(room)
        return room

    async def open_room(self, room: Locator) -> None:
        """What can be done with this room."""
        details = room.locator("details")
        if await details.get_attribute("open") is None:
            await details.locator("summary").click()

    async def numbers(self, department: str, at_least: int) -> list[str]:
        """Who waits there, in the order of the line, once so many are shown."""
        rows = self.see(f"queue-{department}").locator(".ticket-row b")
        await expect(rows.nth(at_least - 1)).to_be_attached()
        # Of rows far from the window no text is laid out; what they hold is there all the same.
        return await rows.all_text_contents()

    async def choose(self, department: str, reason: str) -> None:
        """Fills the dialog in and confirms."""
        await self.see(f"move-to-{department}").check()
        await self.see("move-reason").select_option(reason)
        await self.press("move-confirm")

    async def set_line(self, department: str, step: str) -> None:
        """Opens the dialog of one thing that can be done with a line: open, pause, resume, drain or cap."""
        await self.press(f"line-actions-{department}")
        await self.press(f"line-{step}")
        await self.sees(f"line-{step}-dialog")

    async def confirm(self, name: str) -> None:
        """Confirms what that dialog asks, and sees it done."""
        await self.press(f"{name}-confirm")
        await expect(self.see(f"{name}-dialog")).to_have_count(0)

    async def move(self, number: str, department: str, reason: str = "other_department") -> None:
        """Moves a waiting ticket to another department."""
        await self.open_mover(number)
        await self.choose(department, reason)
        await expect(self.see("move-dialog")).to_have_count(0)
