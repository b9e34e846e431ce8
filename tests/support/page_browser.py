"""What a browser without script does with our pages: keeps cookies, sends forms with their hidden fields and an origin."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from html import unescape
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True)
class Seen:
    """A page as it arrived."""

    status: int
    text: str
    headers: Mapping[str, str]
    path: str

    @property
    def hidden(self) -> dict[str, str]:
        """Hidden fields of the page; the last form of a page wins."""
        return {name: unescape(value) for name, value in HIDDEN.findall(self.text)}

    @property
    def code(self) -> str | None:
        """Code of an error page."""
        match = re.search(r'data-code="([^"]+)"', self.text)
        return match[1] if match else None


class Browser:
    """One browser. Secure cookies are kept for this origin, as Chromium and Firefox do on 127.0.0.1."""

    def __init__(
        self, origin: URL, headers: Mapping[str, str] | None = None, connector: aiohttp.BaseConnector | None = None
    ) -> None:
        self.origin, self._connector = origin.origin(), connector
        self._headers = {"Accept": "text/html", "Accept-Language": "es-MX", "Accept-Encoding": "identity"} | dict(
            headers or {}
        )
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=self.origin)
        self._session = aiohttp.ClientSession(
            self.origin, connector=self._connector, cookie_jar=jar, headers=self._headers, auto_decompress=False
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    @property
    def cookies(self) -> dict[str, str]:
        """What the next request would carry."""
        assert self._session is not None
        return {name: morsel.value for name, morsel in self._session.cookie_jar.filter_cookies(self.origin).items()}

    def set_cookie(self, name: str, value: str) -> None:
        """As if the server had set it."""
        assert self._session is not None
        self._session.cookie_jar.update_cookies({name: value}, self.origin)

    async def get(self, path: str, headers: Mapping[str, str] | None = None, *, follow: bool = True) -> Seen:
        """Opens a page."""
        return await self._request("GET", path, None, dict(headers or {}), follow)

    async def post(
        self,
        path: str,
        fields: Mapping[str, str] | list[tuple[str, str]] | aiohttp.FormData | AsyncIterator[bytes] | bytes,
        *,
        follow: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Seen:
        """Sends a form from our own page."""
        own = {"Origin": str(self.origin), "Sec-Fetch-Site": "same-origin"}
        data = fields if isinstance(fields, bytes | aiohttp.FormData | AsyncIterator) else aiohttp.FormData(fields)
        return await self._request("POST", path, data, own | dict(headers or {}), follow)

    async def download(self, path: str) -> tuple[int, Mapping[str, str], bytes]:
        """A file: status, headers, content."""
        assert self._session is not None
        async with self._session.get(path, headers={"Sec-Fetch-Site": "same-origin"}) as response:
            return response.status, response.headers, await response.read()

    async def send(self, path: str, fields: Mapping[str, str], *, page: str | None = None, follow: bool = True) -> Seen:
        """Opens the form's page, fills it in, and sends it with its hidden fields."""
        form = await self.get(page or path)
        return await self.post(path, form.hidden | dict(fields), follow=follow)

    async def _request(self, method: str, path: str, data: object, headers: Mapping[str, str], follow: bool) -> Seen:
        assert self._session is not None
        async with self._session.request(
            method,
            path,
            data=data,
            headers={name: value for name, value in headers.items() if value},
            allow_redirects=follow,
        ) as response:
            text = await response.text("utf-8", "replace")
            return Seen(response.status, text, response.headers, response.url.path_qs)


NewBrowser = Callable[..., Awaitable[Browser]]
"""A fixture's function that makes browsers; named arguments are headers."""
