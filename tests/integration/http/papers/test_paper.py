"""Papers are made of our own pages, fetch nothing, and say so when they cannot be made."""

import subprocess
import sys
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from structlog.testing import capture_logs

from audiencia.core.errors import Unavailable
from audiencia.http.papers import paper
from audiencia.http.papers.paper import Press

PAGE = '<!doctype html><html lang="es"><head><title>Acuse</title></head><body><h1>Fólio</h1>{}</body></html>'


async def test_it_is_a_document_with_title_language_and_structure() -> None:
    made = await Press().pdf(PAGE.format("<p>Ñandú</p>"))
    with pikepdf.open(BytesIO(made)) as document:
        assert document.Root.Lang == "es" and "/StructTreeRoot" in document.Root
        assert document.docinfo["/Title"] == "Acuse"


async def test_nothing_is_fetched() -> None:
    made = await Press().pdf(
        PAGE.format('<img src="file:///etc/hostname" alt="x"><img src="http://127.0.0.1:1/x" alt="y">')
    )
    with pikepdf.open(BytesIO(made)) as document:
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
        assert not any(one.get("/Subtype") == "/Image" for one in document.objects if isinstance(one, pikepdf.Stream))


async def test_a_picture_has_the_size_and_the_colours_that_were_asked_for() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="630" height="315"><rect width="630" height="315" fill="#691c32"/>'
        '<text x="40" y="200" font-size="120" fill="#ffffff">Ñandú</text><image href="file:///etc/hostname"/></svg>'
    )
    made = await Press().png(drawing, 630, 315)
    with Image.open(BytesIO(made)) as picture:
        assert (picture.format, picture.size) == ("PNG", (630, 315))
        edges = {picture.getpixel(at) for at in ((0, 0), (629, 0), (0, 314), (629, 314))}
        assert edges == {(0x69, 0x1C, 0x32)}, "no white edge, and nothing spills"
        assert (255, 255, 255) in {colour for _, colour in picture.getcolors(100_000) or []}


async def test_one_that_cannot_be_made_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "SECONDS", 0.01)
    with capture_logs() as logged, pytest.raises(Unavailable):
        await Press().pdf(PAGE)
    assert [(one["event"], one["error"], one["code"]) for one in logged] == [("paper_failed", "TooSlow", 0)]


def test_the_process_ends_without_unloading_what_its_threads_still_run() -> None:
    """Otherwise the thread in which Pango looks for fonts can be a segmentation fault after all is done."""
    script = (
        "import atexit, sys; from audiencia.http.papers import child;"
        "atexit.register(lambda: print('ended slowly', file=sys.stderr)); child.give(b'made')"
    )
    ended = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, check=True)
    assert (ended.stdout, ended.stderr) == (b"made", b"")


async def test_what_no_font_draws_is_told_in_words() -> None:
    """U+10FFFD is of private use: no font has it."""
    made = await Press().pdf(PAGE.format("<p>Gracias \U0010fffd Ñandú ☎</p>"))
    text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()
    assert "Gracias [emoji] Ñandú" in text
