"""Each file is read in a process that can do nothing else, and the loop goes on meanwhile."""

import asyncio
from io import BytesIO

import pytest
from PIL import Image

from audiencia.core.errors import Unavailable
from audiencia.http.confined import run as confined
from audiencia.http.uploads import cleaner as cleaning
from audiencia.http.uploads.cleaner import Cleaner
from audiencia.http.uploads.kinds import BadFile, MediaType, Reason
from tests.unit.http.uploads import corpus

MOST = 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (corpus.jpeg(), "image/jpeg"),
        (corpus.png(), "image/png"),
        (corpus.webp(), "image/jpeg"),
        (corpus.polyglot_jpeg(), "image/jpeg"),
        (corpus.pdf(), "application/pdf"),
        (corpus.polyglot_pdf(), "application/pdf"),
        (corpus.filled_form(), "application/pdf"),
    ],
)
async def test_good_files_come_out_clean(content: bytes, media_type: MediaType) -> None:
    made = await Cleaner().clean(content, MOST)
    assert made.media_type == media_type and corpus.traces(made.content) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (corpus.SVG, Reason.WRONG_KIND),
        (corpus.HTML, Reason.WRONG_KIND),
        (corpus.ZIP, Reason.WRONG_KIND),
        (corpus.jpeg()[:700], Reason.BROKEN),
        (corpus.png_bomb(), Reason.TOO_MUCH_INSIDE),
        (corpus.locked_pdf(), Reason.LOCKED),
        (corpus.pdf_bomb(3_000), Reason.TOO_MUCH_INSIDE),
        (corpus.jpeg() + bytes(MOST), Reason.TOO_LARGE),
    ],
)
async def test_bad_files_are_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(BadFile) as refused:
        await Cleaner().clean(content, MOST)
    assert refused.value.reason is reason


async def test_a_photograph_of_an_iphone_becomes_a_jpeg() -> None:
    assert corpus.traces(corpus.HEIC)
    made = await Cleaner().clean(corpus.HEIC, MOST)
    assert corpus.traces(made.content) == [] and corpus.traces_of_picture(made.content) == []
    with Image.open(BytesIO(made.content)) as image:
        assert image.format == "JPEG" and image.size == (120, 80)


async def test_the_loop_goes_on_while_a_file_is_read() -> None:
    content = corpus.jpeg(size=(5000, 4000))
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.03)

    counting = asyncio.create_task(count())
    await Cleaner().clean(content, MOST)
    counting.cancel()
    # Read in the loop's own thread it would let others have a turn before and after alone.
    assert turns > 2


async def test_it_ends_what_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "SECONDS", 0.01)
    with pytest.raises(BadFile) as refused:
        await Cleaner().clean(corpus.jpeg(), MOST)
    assert refused.value.reason is Reason.TOO_SLOW


async def test_when_too_many_wait_the_next_is_sent_away() -> None:
    gate = confined.Gate(1, 1)
    inside, leave = asyncio.Event(), asyncio.Event()

    async def stay() -> None:
        async with gate.enter():
            inside.set()
            await leave.wait()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(stay())
        await inside.wait()
        tasks.create_task(stay())
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            async with gate.enter():
                pass
        leave.set()
    async with gate.enter():
        pass
