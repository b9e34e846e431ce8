"""Fake cameras for Chromium: files of one colour with a moving bar, so that a picture shows whose it is."""

from collections.abc import Iterator
from pathlib import Path

import av

WIDTH, HEIGHT, FRAMES, RATE, BAR = 320, 240, 30, 15, 12


def write_camera(path: Path, red: int, green: int, blue: int) -> Path:
    """Writes a Motion-JPEG file for `--use-file-for-fake-video-capture`."""
    with av.open(str(path), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
        stream.options = {"q": "5"}
        stream.codec_context.color_range = 2
        for frame in _frames(red, green, blue):
            container.mux(stream.encode(frame.reformat(format="yuvj420p")))
        container.mux(stream.encode())
    return path


def _frames(red: int, green: int, blue: int) -> Iterator[av.VideoFrame]:
    for number in range(FRAMES):
        start = number * (WIDTH - BAR) // FRAMES
        row = bytes([red, green, blue]) * start + bytes([235] * 3) * BAR
        row += bytes([red, green, blue]) * (WIDTH - BAR - start)
        frame = av.VideoFrame(WIDTH, HEIGHT, "rgb24")
        plane = frame.planes[0]
        plane.update(row.ljust(plane.line_size, b"\0") * HEIGHT)
        yield frame
