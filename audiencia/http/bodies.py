"""Forms with files: read as they come, each part within its limit, each file cleaned before the next one is read.
Of what is sent, one raw file at a time is in memory, and the clean ones until the form is answered; all requests of this process
together stay below `held.MOST`. Nothing is written to a disk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from audiencia.core.errors import BadInput, Code, TooMany, Unavailable
from audiencia.http import csrf, forms
from audiencia.http.forms import Fields
from audiencia.http.site import site_of, visitor_of
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.http.uploads.kinds import BadFile, Reason, shown_name

SECONDS = 240.0  # For a whole body: five photographs over a slow telephone network.
_CHUNK = 64 * 1024
_PARTS = forms.MAX_FIELDS + 20
_SPARE_FILES = 3
"""How many files more than allowed are read to the end, and thrown away, so that the form comes back with what was typed."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """One file of the form, as it is told to the person: its name, and why it was not taken, if so."""

    name: str
    refused: Reason | None = None


@dataclass(slots=True)
class Body:
    """`files` are clean and ready to keep; `sent` are all that were chosen; `too_many`: more than may come with one form."""

    fields: Fields
    files: list[Cleaned] = field(default_factory=list)
    sent: list[SentFile] = field(default_factory=list)
    too_many: bool = False

    @property
    def wrong(self) -> dict[str, str]:
        """The problem of the field `files`, if there is one: the first of them."""
        if self.too_many:
            return {"files": "too_many"}
        refused = next((one.refused for one in self.sent if one.refused is not None), None)
        return {} if refused is None else {"files": refused.value}


@dataclass(slots=True)
class _Reader:
    """Reads one body. `most_files` and `most_bytes` of each are what the form allows."""

    request: web.Request
    most_files: int
    most_bytes: int
    values: dict[str, list[str]] = field(default_factory=dict)
    text_bytes: int = 0
    file_bytes: int = 0
    held: int = 0
    body: Body = field(default_factory=lambda: Body(Fields({})))

    async def read(self) -> None:
        parts = await self.request.multipart()
        count = 0
        while (part := await _next(parts)) is not None:
            count += 1
            if count > _PARTS or not isinstance(part, BodyPartReader) or part.name is None:
                raise BadInput
            if part.filename is None:
                await self._text(part)
            else:
                await self._file(part, part.filename)

    async def _text(self, part: BodyPartReader) -> None:
        content = bytearray()
        while chunk := await part.read_chunk(_CHUNK):
            self.text_bytes += len(chunk)
            if self.text_bytes > forms.MAX_BODY_BYTES:
                raise BadInput(Code.TOO_LARGE)
            content += chunk
        try:
            text = content.decode("utf-8")
        except ValueError as error:
            raise BadInput from error
        self.values.setdefault(part.name or "", []).append(forms.clean_text(text))

    async def _file(self, part: BodyPartReader, name: str) -> None:
        """A form without a file chosen sends one without name and content."""
        first = await part.read_chunk(_CHUNK)
        if not name and not first:
            return
        shown = shown_name(name, "image/jpeg").rpartition(".")[0] or name
        if len(self.body.sent) >= self.most_files:
            self.body.too_many = True
            await self._raw(part, first, keep=False)
            return
        refused: Reason | None = None
        try:
            self.body.files.append(await self._taken(part, first, name))
        except BadFile as error:
            refused = error.reason
        except (TooMany, Unavailable):
            refused = Reason.NOT_NOW
            await self._raw(part, await part.read_chunk(_CHUNK), keep=False)
        self.body.sent.append(SentFile(_told(name, shown), refused))

    async def _taken(self, part: BodyPartReader, first: bytes, name: str) -> Cleaned:
        """The file written anew, which is held from now on. Raises `BadFile`, `Forbidden(csrf)`, `TooMany`, `Unavailable`."""
        await self._allowed()
        if any(one.refused is Reason.NOT_NOW for one in self.body.sent):
            raise Unavailable  # a scanner that does not answer is waited for once
        held = self.held
        try:
            raw = await self._raw(part, first, keep=True)
            if raw is None:
                raise BadFile(Reason.TOO_LARGE)
            clean = await site_of(self.request).cleaner.clean(raw, self.most_bytes)
        finally:
            self._give_back(self.held - held)
        self._hold(len(clean.content))
        return Cleaned(shown_name(name, clean.media_type), clean.media_type, clean.content)

    async def _allowed(self) -> None:
        """No work for forms of others, nor for who sends too much: the token stands before all files."""
        if self.body.sent or self.body.too_many:
            return
        site, visitor = site_of(self.request), visitor_of(self.request)
        given = self.values.get(csrf.FIELD, [""])[0]
        csrf.check_token(site.context.keyring, visitor.visit, given)
        await site.rates.upload(visitor.address, visitor.visit)

    async def _raw(self, part: BodyPartReader, first: bytes, *, keep: bool) -> bytes | None:
        """The whole part; `None` when it is larger than allowed, or nobody wants it: then it is read and thrown away."""
        content, chunk, size = bytearray(), first, 0
        while chunk:
            size += len(chunk)
            self.file_bytes += len(chunk)
            if self.file_bytes > (self.most_files + _SPARE_FILES) * self.most_bytes:
                raise BadInput(Code.TOO_LARGE)
            if keep and size <= self.most_bytes:
                self._hold(len(chunk))
                content += chunk
            chunk = await part.read_chunk(_CHUNK)
        if keep and size <= self.most_bytes:
            return bytes(content)
        self._give_back(len(content))
        return None

    def _hold(self, size: int) -> None:
        site_of(self.request).held.take(size)
        self.held += size

    def _give_back(self, size: int) -> None:
        site_of(self.request).held.give_back(size)
        self.held -= size


async def _next(parts: MultipartReader) -> MultipartReader | BodyPartReader | None:
    """Raises `BadInput` where aiohttp fails: at a first field `_charset_` (RFC 7578, 4.6), which no form of ours has."""
    try:
        return await parts.next()
    except (AssertionError, RuntimeError) as error:
        raise BadInput from error


def _told(name: str, shown: str) -> str:
    """The name as the person knows it, with its own ending."""
    ending = name.rpartition(".")[2] if "." in name else ""
    return f"{shown}.{ending}" if ending.isalnum() and len(ending) <= 5 else shown


@asynccontextmanager
async def read(request: web.Request, most_files: int, most_bytes: int) -> AsyncIterator[Body]:
    """The form with its files, for as long as it is being answered.
    Raises `BadInput` (bad_input, too_large) and `Forbidden(csrf)`. A file that cannot be looked at now, or comes too often, is refused
    alone: what was typed comes back."""
    if request.content_type != "multipart/form-data":
        yield Body(await forms.read(request))
        return
    reader = _Reader(request, most_files, most_bytes)
    try:
        try:
            async with asyncio.timeout(SECONDS):
                await reader.read()
        except TimeoutError as error:
            raise BadInput(Code.TOO_SLOW) from error
        except (ValueError, web.RequestPayloadError, web.HTTPException, HttpProcessingError) as error:
            raise BadInput from error
        reader.body.fields = Fields(reader.values)
        yield reader.body
    finally:
        site_of(request).held.give_back(reader.held)
