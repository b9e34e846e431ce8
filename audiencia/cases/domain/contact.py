"""By which ways a person may be told about their case: those that they asked for with it, and what they allowed. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from audiencia.privacy.contact import email, is_whole, telephone

Delivery = Literal["page", "email", "telephone", "counter"]


def reaches(contact: str, by: str) -> bool:
    """Whether an answer can go this way: the contact holds an e-mail or a telephone where `by` needs one."""
    read = {"email": email, "telephone": telephone}.get(by)
    return read is None or bool(read(contact))


@dataclass(frozen=True, slots=True)
class Allowed:
    """`answer_by`: how the person wants the answer. `agreed`: to being contacted about the matter (`contact_purposes`), and has
    not taken it back; this is a consent of its own (law, arts. 18-20). `contact`: as they wrote it."""

    answer_by: Delivery
    agreed: bool
    contact: str = field(default="", repr=False)

    def mail(self, *, answer: bool) -> bool:
        """Whether an e-mail may go out; `answer`: the one that tells of the answer, which they may have asked for alone."""
        return self.agreed or (answer and self.answer_by == "email")

    @property
    def telephone(self) -> bool:
        """Whether their telephone may be used for anything but an answer that they asked for."""
        return self.agreed

    def is_told(self, channels: Collection[str]) -> bool:
        """Whether notices reach their contact by what this installation sends: `mail`, `sms`."""
        by_mail = "mail" in channels and bool(email(self.contact))
        return self.agreed and (by_mail or ("sms" in channels and is_whole(telephone(self.contact))))

    def delivers(self, by: Delivery) -> bool:
        """Whether an answer may and can reach them so: on the page and at the counter they come themselves."""
        return (self.agreed or by in ("page", "counter", self.answer_by)) and reaches(self.contact, by)
