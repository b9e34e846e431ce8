"""As much of a browser as the forms need: cookies, hidden fields, the Origin header, and the code on an error page."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Self

import aiohttp
from yarl import URL

from audiencia.core.errors import Code
from audiencia.simulation.trouble import Refused, TookTooLong

PAGE_SECONDS = 90.0
WHY_SECONDS = 5.0
Fields = Mapping[str, str] | Sequence[tuple[str, str]]


class _Reader(HTMLParser):
    """Collects hidden fields, checkboxes and the code of an error or a refusal."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.boxes: list[str] = []
        self.code: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "input" and values.get("type") == "hidden":
            self.hidden.setdefault(values["name"], values.get("value", ""))
        if tag == "input" and values.get("type") == "checkbox":
            self.boxes.append(values["name"])
        if values.get("data-testid") in ("error-page", "taken", "continue", "come-in"):
            self.code = values.get("data-code")


@dataclass(frozen=True, slots=True)
class Page:
    """An answer. `hidden`: hidden fields of its forms; `boxes`: names of its checkboxes; `code`: of an error or refusal."""

    status: int
    location: str | None
    text: str
    hidden: Mapping[str, str]
    boxes: Sequence[str]
    code: str | None

    @property
    def agreed(self) -> list[tuple[str, str]]:
        """What is sent for having read the notice and agreed to every purpose."""
        return [(box, "yes") for box in self.boxes if box == "read_notice" or box.startswith("consent_")]

    def refusal(self, otherwise: str) -> str:
        """Why a form did not go through. Pages on which it comes back with what was typed say so in words alone."""
        return self.code or CODE_OF_STATUS.get(self.status, otherwise)


CODE_OF_STATUS: Mapping[int, str] = {429: Code.TOO_MANY_REQUESTS, 503: Code.UNAVAILABLE}


class Browser:
    """One visitor. Use as an async context manager; every request ends within `PAGE_SECONDS`."""

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.base = URL(base_url).origin()
        sockets = self.base.with_scheme("wss" if self.base.scheme == "https" else "ws")
        # Browsers treat this machine as secure and send `__Host-` cookies to it over http too.
        self._jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[self.base, sockets])
        self.headers = {"Origin": str(self.base).rstrip("/"), "Accept-Language": language}
        self.session = self._session(None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.session.close()

    def _session(self, address: str | None) -> aiohttp.ClientSession:
        source = None if address is None else (address, 0)
        connector = aiohttp.TCPConnector(local_addr=source)
        timeout = aiohttp.ClientTimeout(total=PAGE_SECONDS)
        return aiohttp.ClientSession(connector=connector, cookie_jar=self._jar, timeout=timeout)

    async def come_from(self, address: str) -> None:
        """Connects from this local address from now on, with the same cookies, as a phone in another network. Open requests end."""
        before, self.session = self.session, self._session(address)
        await before.close()

    async def get(self, path: str) -> Page:
        """The page at `path`; redirections are not followed."""
        return await self._ask("GET", path, None)

    async def post(self, path: str, fields: Fields) -> Page:
        """Sends a form, with the fields as they are given."""
        return await self._ask("POST", path, fields)

    async def submit(self, path: str, fields: Fields, form: str | None = None) -> Page:
        """Sends a form as a browser would: loads it (at `form`, else at `path`), and adds its hidden fields."""
        shown = await self.get(form or path)
        if shown.code is not None:
            raise Refused(form or path, shown.code, status=shown.status)
        given = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
        named = {name for name, _ in given}
        hidden = [(name, value) for name, value in shown.hidden.items() if name not in named]
        return await self.post(path, given + hidden)

    async def why_refused(self, namespace: str) -> dict[str, Any] | None:
        """What stands against a live socket of this namespace, as the service says it; `None` when nothing does."""
        path = self.base.join(URL(f"/conexion{namespace}"))
        headers = {**self.headers, "Accept": "application/json"}
        async with asyncio.timeout(WHY_SECONDS), self.session.post(path, headers=headers) as response:
            return None if response.status < 400 else await response.json()

    def cookie(self, name: str) -> str | None:
        """The value of a cookie that we hold."""
        for morsel in self.session.cookie_jar:
            if morsel.key == name and morsel.value:
                return morsel.value
        return None

    def hold_cookie(self, name: str, value: str) -> None:
        """Takes a cookie as if it had been set by the server: another device of the same person, or a forged one."""
        self.session.cookie_jar.update_cookies({name: value}, self.base)

    async def _ask(self, method: str, path: str, fields: Fields | None) -> Page:
        data = None if fields is None else aiohttp.FormData(fields, charset="utf-8")
        try:
            async with self.session.request(
                method, self.base.join(URL(path)), data=data, headers=self.headers, allow_redirects=False
            ) as response:
                text = await response.text()
                return read_page(response.status, response.headers.get("Location"), text)
        except TimeoutError:
            raise TookTooLong(f"{method} {path}", PAGE_SECONDS) from None


def read_page(status: int, location: str | None, text: str) -> Page:
    """What a client needs of an answer."""
    reader = _Reader()
    reader.feed(text)
    return Page(status, location, text, reader.hidden, tuple(reader.boxes), reader.code)
