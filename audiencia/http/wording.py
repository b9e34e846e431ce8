"""An error as people read it: its words (`error_words`) filled in, the reasons of a form's fields, and times to wait."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from audiencia.core.errors import Code, DomainError
from audiencia.core.unbroken import unbroken
from audiencia.http.error_words import ERRORS, RECORDED_FIRST, TO_STAFF
from audiencia.http.field_words import ANY_FIELD, FIELDS
from audiencia.staff.roles import Role

Gettext = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Said:
    """An error in words: what happened, and what the person can do about it."""

    message: str
    what_to_do: str

    @property
    def sentence(self) -> str:
        """Message and what to do, in one line."""
        return f"{self.message} {self.what_to_do}"


def say(error: DomainError, gettext: Gettext, role: Role, example_folio: str = "MTP-26-7KQ4-9XZ2C") -> Said:
    """The error in words of one language. `role`: of who reads it."""
    message, what_to_do = ERRORS.get(error.code, ERRORS[Code.INTERNAL])
    what_to_do = TO_STAFF.get(error.code, {}).get(role, what_to_do)
    if error.code is Code.TICKET_MOVED and "by" in error.params:
        message = RECORDED_FIRST
    params = {name: unbroken(value) if isinstance(value, str) else value for name, value in error.params.items()}
    values = {**params, "example": unbroken(example_folio), "wait": wait_text(error.params.get("retry_after", 5))}
    return Said(gettext(message) % values, gettext(what_to_do) % values)


def say_fields(fields: Mapping[str, str], gettext: Gettext) -> dict[str, str]:
    """The reasons of a `BadInput` in words, by field."""

    def one(name: str, reason: str) -> str:
        key = "consent" if name.startswith("consent_") else name
        return gettext(FIELDS.get((key, reason), ANY_FIELD))

    return {name: one(name, reason) for name, reason in fields.items()}


def wait_text(seconds: str | int) -> str:
    """A time to wait, with units that read the same in both languages; minutes are rounded up."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{-(-whole // 60)} min"
