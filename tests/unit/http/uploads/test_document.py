"""Documents come out as their pages are seen, and as nothing else."""

from io import BytesIO

import pikepdf
import pytest

from audiencia.http.uploads import document
from audiencia.http.uploads.kinds import BadFile, Reason
from tests.unit.http.uploads import corpus

DANGEROUS = (
    b"/JavaScript",
    b"/Launch",
    b"/OpenAction",
    b"/EmbeddedFile",
    b"/AcroForm",
    b"/Annots",
    b"/PieceInfo",
    b"app.alert",
)


@pytest.mark.parametrize("content", [corpus.pdf(), corpus.pdf(pages=3), corpus.polyglot_pdf()])
def test_nothing_but_pages_is_left(content: bytes) -> None:
    assert corpus.traces(content)
    _, made = document.clean(content)
    assert corpus.traces(made) == []
    with pikepdf.open(BytesIO(made)) as clean:
        written = BytesIO()
        clean.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
        assert set(clean.Root.keys()) == {"/Type", "/Pages"}
        for page in clean.pages:
            assert set(page.obj.keys()) <= {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}
            assert b"Solicito un bache" in page.Contents.read_bytes()
            # What was named by a person is still there, though it is called as something that never stays.
            assert "/A" in page.Resources.Font and "/JS" in page.Resources.XObject
            assert "/Metadata" not in page.Resources.XObject["/JS"]
        assert [word for word in DANGEROUS if word in written.getvalue()] == []


def test_what_was_filled_in_stays_on_the_page() -> None:
    _, made = document.clean(corpus.filled_form())
    with pikepdf.open(BytesIO(made)) as clean:
        assert "/AcroForm" not in clean.Root and "/Annots" not in clean.pages[0]
        forms = [one.read_bytes() for one in clean.objects if isinstance(one, pikepdf.Stream)]
        assert any(b"Escrito a mano" in one for one in forms)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (corpus.locked_pdf(), Reason.LOCKED),
        (corpus.locked_pdf(""), Reason.LOCKED),
        (corpus.pdf()[:300], Reason.BROKEN),
        (b"%PDF-1.7\n" + bytes(500), Reason.BROKEN),
        (b"%PDF-1.7\n" + corpus.HTML, Reason.BROKEN),
        (corpus.pdf_bomb(200), Reason.TOO_MUCH_INSIDE),
        (corpus.pdf(pages=document.MOST_PAGES + 1), Reason.TOO_MANY_PAGES),
    ],
)
def test_what_cannot_be_shown_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(BadFile) as refused:
        document.clean(content)
    assert refused.value.reason is reason


def test_a_photograph_among_the_instructions_is_refused() -> None:
    made = pikepdf.new()
    made.add_blank_page()
    inline = b"q BI /W 120 /H 80 /CS /RGB /BPC 8 /F /DCT ID " + corpus.jpeg() + b" EI Q"
    made.pages[0].Contents = made.make_stream(inline)
    written = BytesIO()
    made.save(written)
    with pytest.raises(BadFile):
        document.clean(written.getvalue())
