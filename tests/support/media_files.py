"""Fake cameras and a fake microphone for browsers: one colour a person, so that a test can tell whom it sees.

Made with PyAV, which aiortc brings. Chromium takes them by `--use-file-for-fake-video-capture` and
`--use-file-for-fake-audio-capture`.
"""

import math
import wave
from collections.abc import Iterator
from pathlib import Path
from random import Random

import av

Colour = tuple[int, int, int]

COLOURS: dict[str, Colour] = {
    "red": (200, 30, 30),
    "blue": (30, 30, 200),
    "green": (20, 150, 40),
    "yellow": (215, 195, 30),
}
SPOT = 8
"""Side of one spot of the scene in pixels."""
BAR = 12
"""Width of the moving bar in pixels: an encoder that is given a still picture behaves unlike one with a camera."""


def make_camera(
    file: Path, colour: Colour, *, width: int = 320, height: int = 240, detail: int = 0, rate: int = 30
) -> Path:
    """Writes one second of video, which Chromium repeats: the colour, with a white bar that moves through it.

    Uncompressed (YUV4MPEG2): decoding it costs the browser nothing, and its header says how many frames a second has.
    `detail` is by how much the brightness differs from spot to spot: without it a keyframe is hardly larger than its header.
    """
    with file.open("wb") as video:
        video.write(f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420\n".encode())
        for frame in _frames(colour, width, height, detail, rate):
            video.write(b"FRAME\n" + frame.to_ndarray(format="yuv420p").tobytes())
    return file


def _frames(colour: Colour, width: int, height: int, detail: int, rate: int) -> Iterator[av.VideoFrame]:
    rows = _scene(colour, width, height, detail)
    bar = bytes((235, 235, 235)) * BAR
    for number in range(rate):
        left = 3 * (number * (width - BAR) // rate)
        frame = av.VideoFrame(width, height, "rgb24")
        plane = frame.planes[0]
        plane.update(
            b"".join((row[:left] + bar + row[left + len(bar) :]).ljust(plane.line_size, b"\0") for row in rows)
        )
        yield frame


def _scene(colour: Colour, width: int, height: int, detail: int) -> list[bytes]:
    """The still picture behind the bar, row by row: spots of the colour, each a little lighter or darker."""
    chance = Random(7)  # the same picture each time
    bands = []
    for _ in range(-(-height // SPOT)):
        shifts = [chance.randint(-detail, detail) for _ in range(-(-width // SPOT))]
        spots = b"".join(bytes(min(255, max(0, part + shift)) for part in colour) * SPOT for shift in shifts)
        bands.append(spots[: 3 * width])
    return [bands[y // SPOT] for y in range(height)]


def make_voice(file: Path, *, seconds: int = 2, rate: int = 48_000) -> Path:
    """Writes a sound that swells and changes its pitch as speech does: noise suppression takes a steady tone away."""
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"".join(_sample(n / rate) for n in range(seconds * rate)))
    return file


def _sample(at: float) -> bytes:
    swell = 0.15 + 0.85 * max(0.0, math.sin(2 * math.pi * 3 * at))
    pitch = 180 + 60 * math.floor(4 * at % 4)
    value = sum(math.sin(2 * math.pi * pitch * harmonic * at) / harmonic for harmonic in (1, 2, 3, 4))
    return int(7000 * swell * value).to_bytes(2, "little", signed=True)
