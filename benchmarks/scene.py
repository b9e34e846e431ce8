"""A camera's picture that costs as much as a real one: somebody who moves and talks before a wall, and a sensor that is noisy.

Fake cameras of one colour are encoded to a tenth of what a real one needs; figures in megabytes would flatter us.
"""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT, RATE = 640, 480, 30
SECONDS = 6
"""Chromium repeats the file."""
NOISE = 5.0
"""Standard deviation of the sensor's noise, of 255: a telephone's camera in a room."""
SWAY = 7.0
"""By how many pixels a telephone in a hand moves."""
QUALITY = {"qmin": "2", "qmax": "4"}
"""Of the JPEG quantiser: coarser ones smooth the noise away."""

Picture = npt.NDArray[np.float32]


def make_scene(file: Path, seed: int) -> Path:
    """Writes the MJPEG of one person."""
    chance = np.random.default_rng(seed)
    wall, face = _surfaces(chance)
    tint = chance.uniform(0.8, 1.1, 3).astype(np.float32)
    with av.open(str(file), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=RATE, options=QUALITY)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
        stream.codec_context.color_range = 2
        for number in range(SECONDS * RATE):
            picture = _moment(wall, face, number / RATE)[..., None] * tint
            noisy = picture + chance.normal(0, NOISE, picture.shape)
            frame = av.VideoFrame.from_ndarray(noisy.clip(0, 255).astype(np.uint8), format="rgb24")
            container.mux(stream.encode(frame.reformat(format="yuvj420p")))
        container.mux(stream.encode())
    return file


def brightness(seed: int, rate: int, noise: float) -> Iterator[npt.NDArray[np.uint8]]:
    """The scene without colour, `rate` pictures a second (0 is black, 255 white); `noise` is the sensor's, as `NOISE`."""
    chance = np.random.default_rng(seed)
    wall, face = _surfaces(chance)
    for number in range(SECONDS * rate):
        picture = _moment(wall, face, number / rate)
        yield (picture + chance.normal(0, noise, picture.shape)).clip(0, 255).astype(np.uint8)


def _surfaces(chance: np.random.Generator) -> tuple[Picture, Picture]:
    """The wall, and what face and clothes are of."""
    wall = _texture(chance, 24) * 30 + _texture(chance, 4) * 8 + 120
    return wall, _texture(chance, 6) * 9 + 165


def _texture(chance: np.random.Generator, grain: int) -> Picture:
    """Spots of about `grain` pixels, larger than the picture so that it can move behind it; standard deviation 1."""
    spots = chance.normal(0, 1, (HEIGHT * 2 // grain + 2, WIDTH * 2 // grain + 2)).astype(np.float32)
    large = np.kron(spots, np.ones((grain, grain), np.float32))
    return large[: HEIGHT * 2, : WIDTH * 2]


def _moment(wall: Picture, face: Picture, at: float) -> Picture:
    """The scene at this second; all movements are whole periods of the file, so that it has no seam."""
    turn = 2 * np.pi * at / SECONDS
    left, top = int(WIDTH // 4 + SWAY * np.sin(2 * turn)), int(HEIGHT // 4 + SWAY * np.cos(3 * turn))
    scene = wall[top : top + HEIGHT, left : left + WIDTH].copy()
    x, y = WIDTH / 2 + 45 * np.sin(turn) + 12 * np.sin(5 * turn), HEIGHT / 2 + 14 * np.sin(4 * turn)
    rows, columns = np.ogrid[:HEIGHT, :WIDTH]
    head = ((columns - x) / 105) ** 2 + ((rows - y) / 145) ** 2 < 1
    body = ((columns - x) / 230) ** 2 + ((rows - y - 290) / 190) ** 2 < 1
    own = face[int(200 - y / 2) :, int(300 - x / 2) :][:HEIGHT, :WIDTH]
    scene[body] = own[body] * 0.5
    scene[head] = own[head]
    # The mouth opens about four times a second.
    mouth = ((columns - x) / 34) ** 2 + ((rows - y - 70) / (6 + 14 * abs(np.sin(12 * turn)))) ** 2 < 1
    scene[mouth] = 45
    return scene
