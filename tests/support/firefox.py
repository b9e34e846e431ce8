"""Drives a stock Firefox by WebDriver BiDi over a WebSocket (Playwright's Firefox does not drive Debian's).

Its fake camera shows one even colour that changes a little with each frame; its fake microphone hums a tone.
"""

import asyncio
import contextlib
import itertools
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp

PREFERENCES = {
    "media.navigator.streams.fake": True, "media.navigator.permission.disabled": True,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "app.update.auto": False, "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False, "services.settings.server": "data:,",
    "browser.safebrowsing.update.enabled": False, "media.gmp-manager.updateEnabled": False,
    "intl.accept_languages": "es-mx, es", "remote.active-protocols": 1,
}  # fmt: skip
ANSWER_SECONDS = 180
STEADY = """async element => {
  const tops = [];
  while (tops.length < 3 || tops.at(-1) !== tops.at(-3)) {
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    await new Promise(done => requestAnimationFrame(done));
    tops.push(element.getBoundingClientRect().top);
  }
}"""
"""Brings an element into sight and waits until it stays there: after keys, Firefox scrolls to where they went."""
Event = dict[str, Any]


class Firefox:
    """One running Firefox; a session over one WebSocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Event]] = {}
        self._listeners: list[Callable[[Event], None]] = []

    async def read(self) -> None:
        """Hands answers and events to those who wait for them, until the socket ends."""
        async for message in self._socket:
            told = json.loads(message.data)
            if told["type"] == "event":
                for listener in self._listeners:
                    listener(told)
            elif waiting := self._answers.pop(told["id"], None):
                waiting.set_result(told)

    async def say(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command's result. Raises `RuntimeError` with Firefox's error."""
        number = next(self._ids)
        waiting = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        answer = await asyncio.wait_for(waiting, ANSWER_SECONDS)
        if answer["type"] != "success":
            raise RuntimeError(f"{method}: {answer['message']}")
        return dict(answer["result"])

    async def window(self, *, size: tuple[int, int] | None = None, script: str = "") -> "Window":
        """A window with cookies of its own. `script` runs before those of each page that it loads."""
        person = (await self.say("browser.createUserContext"))["userContext"]
        page = (await self.say("browsingContext.create", type="window", userContext=person))["context"]
        if size:
            viewport = {"width": size[0], "height": size[1]}
            await self.say("browsingContext.setViewport", context=page, viewport=viewport)
        if script:
            await self.say("script.addPreloadScript", functionDeclaration=f"() => {{{script}}}", contexts=[page])
        window = Window(self, page)
        self._listeners.append(window.on_event)
        return window


class Window:
    """One window with one page. `problems`: the warnings and errors that its console has shown."""

    def __init__(self, firefox: Firefox, page: str) -> None:
        self._firefox = firefox
        self._page = page
        self.problems: list[str] = []

    def on_event(self, event: Event) -> None:
        """Notes what the page's console says."""
        told = event["params"]
        if told.get("source", {}).get("context") == self._page and told.get("level") in ("warn", "error"):
            self.problems.append(f"{told['level']}: {told['text']}")

    async def open(self, address: str) -> None:
        """Loads an address."""
        await self._firefox.say("browsingContext.navigate", context=self._page, url=address, wait="complete")

    async def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited when it is a promise. Raises `RuntimeError` with the page's error."""
        result = await self._evaluate(f"(async () => JSON.stringify(await ({expression}) ?? null))()")
        return json.loads(result["value"])

    async def _evaluate(self, expression: str) -> dict[str, Any]:
        result = await self._firefox.say(
            "script.evaluate", expression=expression, target={"context": self._page}, awaitPromise=True
        )
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return dict(result["result"])

    async def click(self, selector: str) -> None:
        """A real click into the middle of the element, wherever the page shows it."""
        find = f"document.querySelector({json.dumps(selector)})"
        await self.evaluate(f"({STEADY})({find})")
        element = {"type": "element", "element": {"sharedId": (await self._evaluate(find))["sharedId"]}}
        await self._perform(
            "pointer",
            {"type": "pointerMove", "x": 0, "y": 0, "origin": element},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        )

    async def type(self, text: str) -> None:
        """Keys, into whatever has the focus."""
        await self._perform("key", *({"type": kind, "value": one} for one in text for kind in ("keyDown", "keyUp")))

    async def _perform(self, kind: str, *actions: dict[str, Any]) -> None:
        source = {"type": kind, "id": kind, "actions": actions}
        await self._firefox.say("input.performActions", context=self._page, actions=[source])

    async def close(self) -> None:
        """Ends the window."""
        await self._firefox.say("browsingContext.close", context=self._page)


@contextlib.asynccontextmanager
async def running_firefox() -> AsyncIterator[Firefox]:
    """A Firefox with a new profile and fake devices."""
    program = shutil.which("firefox-esr")
    assert program, "Firefox is missing: apt-get install firefox-esr"
    with tempfile.TemporaryDirectory(prefix="firefox", ignore_cleanup_errors=True) as profile:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
        Path(profile, "user.js").write_text("".join(lines))
        process = await asyncio.create_subprocess_exec(
            program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with _session(process) as firefox:
                yield firefox
        finally:
            process.terminate()
            await process.wait()


@contextlib.asynccontextmanager
async def _session(process: asyncio.subprocess.Process) -> AsyncIterator[Firefox]:
    assert process.stderr is not None
    address = await asyncio.wait_for(_address(process.stderr), ANSWER_SECONDS)
    rest = asyncio.create_task(process.stderr.read())
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{address}/session", max_msg_size=0) as socket:
        firefox = Firefox(socket)
        reading = asyncio.create_task(firefox.read())
        await firefox.say("session.new", capabilities={})
        await firefox.say("session.subscribe", events=["log.entryAdded"])
        yield firefox
        reading.cancel()
    rest.cancel()


async def _address(errors: asyncio.StreamReader) -> str:
    async for line in errors:
        if match := re.search(r"WebDriver BiDi listening on (ws://\S+)", line.decode()):
            return match[1]
    raise RuntimeError("Firefox ended before it could be driven")
