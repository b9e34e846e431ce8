"""By which ways a person may be told about their case: those that they asked for with it, and what they allowed. Pure."""

from dataclasses import dataclass
from typing import Literal

Delivery = Literal["page", "email", "telephone", "counter"]


@dataclass(frozen=True, slots=True)
class Allowed:
    """`answer_by`: how the person wants the answer. `agreed`: to being contacted about the matter (`contact_purposes`), and has
    not taken it back; this is a consent of its own (law, arts. 18-20)."""

    answer_by: Delivery
    agreed: bool

    def mail(self, *, answer: bool) -> bool:
        """Whether an e-mail may go out; `answer`: the one that tells of the answer, which they may have asked for alone."""
        return self.agreed or (answer and self.answer_by == "email")

    @property
    def telephone(self) -> bool:
        """Whether their telephone may be used for anything but an answer that they asked for."""
        return self.agreed

    def delivers(self, by: Delivery) -> bool:
        """Whether an answer may reach them so: on the page and at the counter they come themselves."""
        return self.agreed or by in ("page", "counter", self.answer_by)
