"""A week of people who allow being written to and take it back, before real mail and SMS servers; who may be told what is kept
here a second time, beside the product's own record.
"""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

from audiencia.cases.domain.contact import Delivery
from audiencia.cases.store.inbox import Next
from audiencia.cases.use_cases import read, work
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.core.errors import DomainError
from audiencia.core.folio import Folio
from audiencia.core.ids import TicketId
from audiencia.core.list_page import ListPage
from audiencia.followup import consents
from audiencia.privacy.consent import BOOKING_NOTICES
from audiencia.queue.booking import booking_notices, call_list
from audiencia.queue.call import conclude
from audiencia.queue.call.conclude import Outcome
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.integration.notifications.conftest import Post, at_work, served
from tests.support.audience import TOPICS
from tests.support.page_cases import send
from tests.support.scenery import DEPARTMENTS, Scenery
from tests.support.tuesdays import Week

AREA = DEPARTMENTS[0]
IN_PROCESS = Outcome("in_process", "inspection", "", "")
OWN_WISH = ("Your place on", "your place is on", "Reminder: your place", "no audience on")
"""What was asked for with a place is no use of the consent: it is taken back by itself."""
ON_THE_LIST = ListPage([], "slot", False, 50, 0)
SETTLED = """SELECT NOT EXISTS (SELECT FROM outbox WHERE state = 'waiting' AND expires_at > app_now()
             AND (due_at <= app_now() OR (attempts > 0 AND failure IS NULL))) AS settled"""


@dataclass
class Person:
    """One folio and what its person said. `id`: of the attention or case."""

    folio: str
    id: UUID
    mail: str
    phone: str
    answer_by: str
    acknowledge: bool
    agreed: bool
    by_phone: bool = False
    revoked: bool = False
    told_of_place: bool = True
    ticket: TicketId | None = None

    def may_get(self, text: str) -> bool:
        """Whether this may be sent to the contact now."""
        if any(one in text for one in OWN_WISH):
            return self.told_of_place
        if self.agreed:
            return True
        if "received your petition" in text:
            return self.acknowledge and not self.revoked
        return "answered" in text and self.answer_by == "email"


class ConsentingTown:
    """The town of a `Scenery`, with an officer of one department and a front desk."""

    def __init__(self, scene: Scenery, url: str, data: Path) -> None:
        self.scene, self.people, self.read = scene, list[Person](), 0
        self._stack = AsyncExitStack()
        self.post: Post = scene.run(served(self._stack, scene.context, url, data))
        scene.context = self.post.context
        self._node = scene.run(self.post.node(self._stack))
        self.desk = scene.run(scene.account("mostrador", Role.FRONT_DESK, None))
        area = scene.find("SELECT id FROM department WHERE slug = $1", AREA)[0]["id"]
        self.officer = Desk(next(iter(scene.rooms.values())), "Titular", area)
        self.week: Week | None = None

    @property
    def context(self) -> AppContext:
        """Of everybody."""
        return self.post.context

    def close(self) -> None:
        """The servers end."""
        self.scene.run(self._stack.aclose())

    def person(self, which: int) -> Person | None:
        """One of those who came so far."""
        return self.people[which % len(self.people)] if self.people else None

    # --- people come

    def petitions(self, agrees: bool, contact: str, answer_by: str, acknowledge: bool) -> None:
        """Somebody sends a petition."""
        sending = send(
            self.context, department=AREA, topic=TOPICS[AREA], contact=contact, answer_by=answer_by,
            acknowledge=acknowledge, purposes=self.purposes(agrees),
        )  # fmt: skip
        folio = self.scene.attempt(sending)
        if folio is not None:
            row = self.scene.find("SELECT id FROM case_file WHERE folio = $1", folio)[0]
            self._came(folio, row["id"], contact, answer_by, acknowledge, agrees)

    def visits(self, agrees: bool, contact: str) -> None:
        """Somebody takes a number, is attended, and the matter goes on as a case; before the week alone."""
        if self.week is not None:
            return
        joining = self.scene.joining(AREA, contact=contact, purposes=self.purposes(agrees))
        joined = self.scene.attempt(joining)
        if joined is None:
            return
        person = self._came("", joined.attention_id, contact, "page", False, agrees)
        person.folio = self.scene.find("SELECT folio FROM attention WHERE id = $1", person.id)[0]["folio"]
        room = next(iter(self.scene.rooms))
        if self.scene.room(room)["state"] == "closed":
            self.scene.open(room)
        self.scene.talk(room)
        self.scene.run(conclude.end_call(self.context, self.scene.room_command(room)))
        self.scene.run(conclude.record_outcome(self.context, self.scene.room_command(room), IN_PROCESS))

    def books(self, agrees: bool, contact: str, which: int, by_phone: bool) -> None:
        """Somebody books a place of the coming Tuesday."""
        self.week = self.week or Week(self.scene)
        at = f"{10 + which % 4}:{which % 2 * 30:02d}"
        medium = "phone" if by_phone else "video"
        booking = self.week.booking(
            at, AREA, tell=which % 3 == 0, contact=contact, purposes=self.purposes(agrees), medium=medium
        )
        joined = self.scene.attempt(booking)
        if joined is not None:
            folio = self.scene.find("SELECT folio FROM attention WHERE id = $1", joined.attention_id)[0]["folio"]
            person = self._came(folio, joined.attention_id, contact, "page", False, agrees)
            person.ticket, person.by_phone = joined.ticket_id, by_phone

    def purposes(self, agrees: bool) -> tuple[str, ...]:
        """What was ticked."""
        return ("attention", "follow_up") if agrees else ("attention",)

    def _came(
        self, folio: str, object_id: UUID, contact: str, answer_by: str, acknowledge: bool, agrees: bool
    ) -> Person:
        mail = next((one for one in contact.split(", ") if "@" in one), "")
        phone = next((one for one in contact.split(", ") if "@" not in one), "")
        self.people.append(Person(folio, object_id, mail, phone, answer_by, acknowledge, agrees))
        return self.people[-1]

    # --- and decide

    def decides(self, one: Person, allow: bool) -> None:
        """Takes the consent back, or gives it (again)."""
        notice = self.context.municipality.notice
        changing = consents.change(self.context, one.id, "follow_up", allow=allow, notice_hash=notice.hash)
        # Who takes back what they never allowed still gets the receipt that they asked for.
        changed = self.scene.run(changing)
        one.agreed, one.revoked = allow, one.revoked or (changed and not allow)

    def ends_notices_of_place(self, one: Person) -> None:
        """Does not want to be told of the place any more."""
        self.scene.run(consents.change(self.context, one.id, BOOKING_NOTICES, allow=False))
        one.told_of_place = False

    def decides_while_it_is_sent(self, one: Person) -> None:
        """The mail server kept the node waiting before it took anything, and then the consent is taken back."""
        self.delivers()  # nobody else is in the way
        if not (one.mail and not one.phone and one.agreed and self.works(one, "writes")):
            return

        async def held() -> None:
            mail = self.post.mail
            mail.hold_at_address = asyncio.Event()
            mail.held.clear()
            mail.let_go.clear()
            async with at_work(self._node):
                await self.post.until(lambda: _so(one.mail in mail.held))
                held = mail.held.count(one.mail)
                notice = self.context.municipality.notice
                await consents.change(self.context, one.id, "follow_up", allow=False, notice_hash=notice.hash)
                await self.post.until(lambda: _so(mail.let_go.count(one.mail) >= held))
                mail.hold_at_address.set()
                mail.hold_at_address = None
                await self.post.until(self._settled)

        self.scene.run(held())
        one.agreed, one.revoked = False, True
        self.check_what_came()

    # --- the office

    def works(self, one: Person, what: str) -> bool:
        """The officer does this with the case; whether it was done."""
        row = self.scene.find("SELECT id, version FROM case_file WHERE id = $1", one.id)
        if not row:
            return False
        command = CaseCommand(self.officer, row[0]["id"], row[0]["version"])
        acts: dict[str, Any] = {
            "begins": lambda: work.begin(self.context, command),
            "asks": lambda: work.ask(self.context, command, "¿En qué esquina?"),
            "writes": lambda: work.write(self.context, command, "Vamos en camino"),
        }
        if what in acts:
            try:
                self.scene.run(acts[what]())
            except DomainError:
                return False
            return True
        return self._answers(one, command, what)  # type: ignore[arg-type]

    def _answers(self, one: Person, command: CaseCommand, by: Delivery) -> bool:
        try:
            self.scene.run(work.answer(self.context, command, "Listo.", by))
        except DomainError:
            return False
        assert one.agreed or by in ("page", "counter", one.answer_by), "an answer by a way that was not allowed"
        return True

    def looks(self) -> None:
        """What staff are told to do: nobody is to be telephoned who did not allow it."""
        for one in self.people:
            if self.scene.find("SELECT FROM case_file WHERE id = $1", one.id):
                seen = self.scene.run(read.open_case(self.context, self.officer, Folio(one.folio)))
                assert seen.allowed.agreed is one.agreed
                if seen.next is Next.DELIVER and not one.agreed:
                    answers = [message for message in seen.messages if message.kind == "answer"]
                    assert answers[-1].delivery in ("counter", one.answer_by)
        shown = self.scene.run(call_list.disclose(self.context, self.desk, ON_THE_LIST))[2]
        may = {one.ticket for one in self.people if one.agreed or one.by_phone}
        assert set(shown) <= may

    # --- time

    def hours_pass(self, hours: int) -> None:
        """And what they bring about."""
        self.scene.pass_time(hours * 3600)
        self.scene.run(booking_notices.remind(self.context))

    def delivers(self, answers: str = "250 OK") -> None:
        """All that is due is sent, as far as the server takes it."""
        self.post.mail.answers[:] = [answers]

        async def all_sent() -> None:
            async with at_work(self._node):
                await self.post.until(self._settled)

        self.scene.run(all_sent())
        self.post.mail.answers[:] = ["250 OK"]
        self.check_what_came()

    async def _settled(self) -> bool:
        return bool((await self.scene.ask(SETTLED))[0]["settled"])

    def check_what_came(self) -> None:
        """Of what came since it was looked at last, nothing is of a purpose that is not allowed."""
        texts = [_text(one) for one in self.post.mail.taken] + [one["message"]["text"] for one in self.post.sms.sent]
        self.post.mail.taken.clear()
        self.post.sms.sent.clear()
        known = {one.folio: one for one in self.people}
        for text in texts:
            owners = [known[folio] for folio in known if folio in text]
            assert len(owners) == 1, text
            assert owners[0].may_get(text), (text, owners[0])
        self.read += len(texts)


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return f"{letter['Subject']}\n{body.get_content()}"


async def _so(value: bool) -> bool:
    return value
