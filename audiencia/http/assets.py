"""Built files of the browser side: their hashed names, what to load ahead, and how they are served."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from audiencia.core.errors import existing

BASE = "/static/dist/"
FOREVER = "public, max-age=31536000, immutable"
"""Names carry a hash of the content, so a name never means anything else."""
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".wasm": "application/wasm",
}


class FrontEndMissing(Exception):
    """The browser side was not built; the text says what to do."""


class Assets:
    """Vite's manifest, and the list of files that may be served: only what was there at the start."""

    def __init__(self, manifest: Mapping[str, Any], files: Mapping[str, Path]) -> None:
        self._manifest = manifest
        self._files = files
        scripts = sorted(name for name in files if name.endswith(".js"))
        self._sums = {name: hashlib.sha256(files[name].read_bytes()) for name in scripts}

    @classmethod
    def load(cls, dist: Path) -> "Assets":
        """Reads the manifest in `dist/.vite`. Raises `FrontEndMissing`."""
        try:
            manifest = json.loads((dist / ".vite" / "manifest.json").read_text("utf-8"))
        except FileNotFoundError as error:
            raise FrontEndMissing(f"The browser side is not built ({dist}); run: make build") from error
        files = {
            path.relative_to(dist).as_posix(): path
            for path in (dist / "assets").rglob("*")
            if path.is_file() and path.suffix in TYPES
        }
        return cls(manifest, files)

    def url(self, entry: str) -> str:
        """Where the built file of this entry is, such as `src/site.ts`."""
        file: str = self._manifest[entry]["file"]
        return BASE + file

    def text(self, entry: str) -> str:
        """The built script of this entry, to be served under an address of its own."""
        return self._files[self.url(entry).removeprefix(BASE)].read_text("utf-8")

    def preloads(self, entry: str) -> list[str]:
        """The modules that this entry imports, directly or not, so that the browser asks for all at once."""
        found: dict[str, None] = {}

        def walk(key: str) -> None:
            for imported in self._manifest[key].get("imports", ()):
                url = self.url(imported)
                if url not in found:
                    found[url] = None
                    walk(imported)

        walk(entry)
        return list(found)

    def integrity(self, url: str) -> str:
        """What browsers compare the script at this address with (W3C Subresource Integrity)."""
        return f"sha256-{b64encode(self._sums[url.removeprefix(BASE)].digest()).decode()}"

    def sums(self) -> str:
        """The hash of each script that is served, in the form of `sha256sum`."""
        return "".join(f"{found.hexdigest()}  {name}\n" for name, found in self._sums.items())

    def file(self, name: str) -> web.FileResponse:
        """The file itself; aiohttp sends its `.br` or `.gz` sibling where the browser takes it."""
        path = existing(self._files.get(name))
        return web.FileResponse(path, headers={"Cache-Control": FOREVER, "Content-Type": TYPES[path.suffix]})
