"""From a notice's kind and values to its words on each way. Pure: the translator is handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from audiencia.core.gettext_mark import N_
from audiencia.notifications.kinds import OF_OFFICES, TEMPLATES, Kind
from audiencia.notifications.values import Value, in_words

Translate = Callable[[str, str], str]  # (language, message id) -> the text in that language.
TRANSLATED = ("state", "reason")  # Slots whose value is a message id.
OPEN_PAGE = N_("Open the page")
WHY = N_(
    "%(municipality)s sends you this because you asked for it or agreed to it. Nobody reads answers to this address."
)
WHY_OFFICE = N_(
    "The audience of %(municipality)s sends this to the office's mailbox. Nobody reads answers to this address."
)


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in somebody's language. `link`: the page that it leads to. `group`: a later one replaces an earlier one of it."""

    sender: str
    subject: str
    body: tuple[str, ...]
    short: str
    push: str
    link: str
    open_page: str
    why: str
    language: str
    urgent: bool
    group: str


@dataclass(frozen=True, slots=True)
class Composer:
    """Whose notices they are. `address`: what people type to reach the pages, without a slash at its end."""

    name: str
    short_name: str
    address: str
    zone: ZoneInfo
    translate: Translate

    def compose(self, kind: Kind, language: str, values: Mapping[str, Value]) -> Said:
        """The words. Raises `KeyError` when a value is missing."""

        def say(msgid: str) -> str:
            return self.translate(language, msgid)

        template = TEMPLATES[kind]
        said = in_words(values, language, self.zone)
        said |= {slot: say(said[slot]) for slot in TRANSLATED if slot in said}
        filled = {**said, "municipality": self.short_name}
        link = self.address + template.page
        return Said(
            sender=self.name,
            subject=say(template.subject) % filled,
            body=tuple(text for text in (say(one) % filled for one in template.body) if text),
            short=f"{say(template.short) % filled} {link}",
            push=say(template.push) % filled,
            link=link,
            open_page=say(OPEN_PAGE),
            why=say(WHY_OFFICE if kind in OF_OFFICES else WHY) % filled,
            language=language,
            urgent=template.urgent,
            group=template.page + said.get("number", said.get("folio", "")),
        )
