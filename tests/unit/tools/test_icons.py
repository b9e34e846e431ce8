"""The icons of the installed application are what their sources draw."""

import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from tools.icons import ICONS, SOURCES


def test_the_files_are_what_their_sources_draw(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "tools.icons", tmp_path], cwd=SOURCES.parents[1], check=True)
    for name, (_, side) in ICONS.items():
        kept, drawn = (Image.open(folder / f"{name}.png").convert("RGBA") for folder in (SOURCES, tmp_path))
        assert kept.size == drawn.size == (side, side)
        assert max(ImageStat.Stat(ImageChops.difference(kept, drawn)).mean) < 1


def test_systems_may_cut_the_maskable_one_to_any_shape() -> None:
    """All of it is filled, and the picture lies in the circle of 80 % that is always shown (W3C, Web App Manifest)."""
    icon = Image.open(SOURCES / "maskable-512.png").convert("RGBA")
    background = icon.getpixel((0, 0))
    assert icon.getchannel("A").getextrema() == (255, 255)
    for x in range(512):
        for y in range(512):
            if (x - 255.5) ** 2 + (y - 255.5) ** 2 > (0.4 * 512) ** 2:
                assert icon.getpixel((x, y)) == background
