"""A document that is published for a while (a call, a form to fill in, a regulation), as an entry of the catalogue. Pure."""

from typing import Self

from pydantic import NaiveDatetime, model_validator

from audiencia.core.gettext_mark import N_, Worded
from audiencia.core.texts import Model, Slug, Text
from audiencia.settings.catalogue import Value, content_of
from audiencia.settings.service_rules import Url


class What(Worded):
    """What a document is."""

    CALL = "call", N_("Open call")
    FORMAT = "format", N_("Form to fill in")
    REGULATION = "regulation", N_("Regulation")


class Document(Model):
    """`department`: which one publishes it, `None` for the whole municipality. `until`: by the municipality's clocks, from when it is
    shown no more; `None` only for what is no call."""

    what: What
    name: Text
    summary: Text
    url: Url
    department: Slug | None = None
    until: NaiveDatetime | None = None

    @model_validator(mode="after")
    def _call_ends(self) -> Self:
        if self.what is What.CALL and self.until is None:
            raise ValueError("a call needs an end")
        return self


def document_of(value: Value) -> Document:
    """The document of an entry. Raises `pydantic.ValidationError`."""
    return Document.model_validate(content_of(value))
