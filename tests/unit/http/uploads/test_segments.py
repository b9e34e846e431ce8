"""Photographs inside documents lose what is no picture, byte by byte, and are the same pictures."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from audiencia.http.uploads.segments import Malformed, plain_jpeg, plain_jpeg2000
from tests.unit.http.uploads import corpus


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_the_same_pixels_without_the_rest(mode: str, progressive: bool) -> None:
    made = BytesIO()
    corpus.picture(mode=mode).save(
        made,
        "JPEG",
        exif=corpus.exif(),
        comment=corpus.SECRET.encode(),
        progressive=progressive,
        restart_marker_blocks=2,
    )
    plain = plain_jpeg(made.getvalue() + corpus.ZIP)
    assert corpus.traces(plain) == [] and corpus.traces_of_picture(plain) == []
    with Image.open(BytesIO(made.getvalue())) as before, Image.open(BytesIO(plain)) as after:
        assert before.tobytes() == after.tobytes() and before.mode == after.mode


def test_jpeg_2000_keeps_its_pixels_and_no_box_of_text() -> None:
    made = BytesIO()
    corpus.picture().save(made, "JPEG2000", comment=corpus.SECRET)
    text = corpus.XMP
    content = made.getvalue() + (8 + len(text)).to_bytes(4, "big") + b"xml " + text
    assert corpus.traces(content)
    plain = plain_jpeg2000(content)
    assert corpus.traces(plain) == []
    with Image.open(BytesIO(content)) as before, Image.open(BytesIO(plain)) as after:
        assert before.tobytes() == after.tobytes()


@given(st.data())
def test_damaged_ones_are_refused_or_plain(data: st.DataObject) -> None:
    content = bytearray(corpus.jpeg())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    for plain in (plain_jpeg, plain_jpeg2000):
        try:
            made = plain(cut)
        except Malformed:
            continue
        assert made[:2] == b"\xff\xd8" and made[-2:] == b"\xff\xd9"
