"""Drives a stock Firefox by WebDriver BiDi over a WebSocket (Playwright's Firefox does not drive Debian's)."""

import asyncio
import contextlib
import itertools
import json
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

FIREFOX = "/usr/bin/firefox-esr"
PREFERENCES = {
    "media.navigator.streams.fake": True, "media.navigator.permission.disabled": True, "media.autoplay.default": 0,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "app.update.auto": False, "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False, "services.settings.server": "data:,",
    "browser.safebrowsing.update.enabled": False, "media.gmp-manager.updateEnabled": False,
    "remote.active-protocols": 1,
}  # fmt: skip


class Firefox:
    """One running Firefox with one page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._page = ""

    async def open(self, address: str) -> None:
        """Loads an address in a new window."""
        await self._say("session.new", capabilities={})
        self._page = (await self._say("browsingContext.create", type="window"))["context"]
        await self._say("browsingContext.navigate", context=self._page, url=address, wait="complete")

    async def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited when it is a promise. Raises `RuntimeError` with the page's error."""
        result = await self._say(
            "script.evaluate", expression=f"(async () => JSON.stringify(await ({expression}) ?? null))()",
            target={"context": self._page}, awaitPromise=True, userActivation=True,
        )  # fmt: skip
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])

    async def _say(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(60):
            while True:
                answer = await self._socket.receive_json()
                if answer.get("id") == number:
                    if answer["type"] != "success":
                        raise RuntimeError(answer["message"])
                    return dict(answer["result"])


@contextlib.asynccontextmanager
async def running_firefox() -> AsyncIterator[Firefox]:
    """A Firefox with a new profile and fake devices."""
    with tempfile.TemporaryDirectory(prefix="firefox", ignore_cleanup_errors=True) as profile:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
        Path(profile, "user.js").write_text("".join(lines))
        process = await asyncio.create_subprocess_exec(
            FIREFOX, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            assert process.stderr is not None
            async with asyncio.timeout(60):
                address = await _address(process.stderr)
            rest = asyncio.create_task(process.stderr.read())
            async with aiohttp.ClientSession() as http, http.ws_connect(f"{address}/session", max_msg_size=0) as socket:
                yield Firefox(socket)
            rest.cancel()
        finally:
            process.terminate()
            await process.wait()


async def _address(errors: asyncio.StreamReader) -> str:
    async for line in errors:
        if match := re.search(r"WebDriver BiDi listening on (ws://\S+)", line.decode()):
            return match[1]
    raise RuntimeError("Firefox ended before it could be driven")
