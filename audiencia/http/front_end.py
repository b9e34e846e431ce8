"""What was built for browsers, as one process has it: files, texts and templates. Read once; nothing in it changes."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from audiencia.http import i18n
from audiencia.http.assets import Assets
from audiencia.http.i18n import Languages
from audiencia.http.templates import compile_all


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """The files with hashed names, and each language's texts and templates."""

    assets: Assets
    languages: Languages

    @classmethod
    def load(cls, web_root: Path, zone: ZoneInfo) -> "FrontEnd":
        """Of the folder with `templates/` and the built `dist/`; times are told as in `zone`. Raises `FrontEndMissing`."""
        assets = Assets.load(web_root / "dist")
        return cls(assets, i18n.load(web_root / "templates", web_root / "dist" / "locales", assets, zone))

    def warm(self) -> None:
        """Makes every template ready now: the first to open a page would keep all others waiting."""
        for words in self.languages.values():
            compile_all(words.environment)
