"""Sentences of the live views. Texts come from the same catalogues as the pages; the translator is handed in."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from audiencia.core.errors import DomainError
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import QueueId
from audiencia.core.unbroken import unbroken
from audiencia.queue.domain.calling_off import WHY, CalledOff
from audiencia.queue.moderation.activity import Entry
from audiencia.queue.snapshot.facts import InterpreterFacts, TargetFacts
from audiencia.queue.snapshot.ticket_facts import HistoryFacts
from audiencia.runtime.context import InForce
from audiencia.settings.config import Municipality, Text
from audiencia.settings.municipality_parts import Companion, ConductReason, MoveReason
from audiencia.signaling.messages_out import ChoiceOut, CompanyOut, PauseReasonOut
from audiencia.staff.roles import Role

Translate = Callable[[str, str], str]
"""(language, message id) -> the text in that language."""
ProblemText = Callable[[DomainError, str, Role], str]
"""(error, language, role) -> what happened and what this role can do, in that language."""


UNREADABLE = N_("It does not open.")
"""Said in the place of a text that does not open."""
HISTORY: Mapping[str, str] = {
    "joined": N_("You joined the line. Your place counts from this time."),
    "booked": N_(
        "You booked your place. It counts from this time: from your hour on, nobody who comes on the day is before you."
    ),
    "checked_in": N_("You checked in. Your place counts from the time at which you booked it."),
    "lapsed": N_(
        "You had not checked in some minutes after your hour, and the place was given free. You can still take a number, like"
        " anybody."
    ),
    "moved": N_("You were moved to %(department)s. %(explanation)s Your time of arrival counts there too."),
    "put_first": N_("A moderator put you first in this line. %(explanation)s"),
    "put_first_undone": N_(
        "That you were put first was a mistake: you are again at the place of your time of arrival."
    ),
    "move_undone": N_(
        "That you were moved was a mistake: you are again in the line where you were, with your time of arrival."
    ),
    "transferred": N_("You were passed on to %(department)s. Your time of arrival counts there too."),
    "handed_over": N_("You went on with %(department)s in the same call."),
    "continued": N_("Your next matter goes on with %(department)s, with your time of arrival: you do not queue again."),
    "missed": N_("We called you and nobody answered in time. Your place is kept: press the button when you are back."),
    "no_show": N_(
        "We called you twice and nobody answered. If you are here, a moderator can put you back in your place."
    ),
    "no_show_undone": N_("You are back in the line, with the time of arrival you had."),
    "came_back": N_("You are back in the line, with the time of arrival you had."),
    "postponed": N_("You let others pass. Your time of arrival is kept."),
    "resumed": N_("You are back in the line, with the time of arrival you had."),
    "call_withdrawn": N_("The call was taken back before you answered. You keep your place."),
    "cut_off": N_("The call was cut off."),
    "returned_to_front": N_("The department lost its connection during your call. You are next."),
    "stayed_silent": N_(
        "You did not say that you are ready. You keep your place; somebody who is ready may be called first."
    ),
    "wish_lapsed": N_("The person you asked for attends no more today. Whoever is free next will attend you."),
    "cancelled": N_("A moderator ended this number."),
    "phone_chosen": N_("You asked to be called by telephone. Your place is the same."),
    "video_chosen": N_("You asked to be attended by video after all. Your place is the same."),
    "continued_by_phone": N_("The attention goes on by telephone."),
    "back_to_video": N_("The attention goes on by video again."),
    "matter_lapsed": N_(
        "Your other matter can no longer be attended in this visit. You may take another number for it."
    ),
    "offered": N_("%(why)s We asked you how you want to go on."),
    "offer_chosen": N_("You chose how to go on."),
    "offer_withdrawn": N_("The department can attend again. You keep your place."),
    "outcome_deferred": N_("Your call is over. Its result will be recorded later."),
    "ended_for_conduct": N_("The director ended the call because of conduct. %(explanation)s A moderator reviews it."),
    "conduct_reviewed": N_("A moderator reviewed how your call ended, and it stands."),
    "held_after_all": N_(
        "There is an audience on that day after all. Your place was given back and is not held: book again, or take a number with"
        " your folio and PIN, which give you priority once."
    ),
    "carried_over": N_(
        "Today's audience closed before your turn. Your matter is kept under your folio, and you have priority at the next one:"
        " join with this folio."
    ),
}
REASONED: Mapping[tuple[str, str], str] = {
    ("joined", "rule_topic"): N_(
        "You joined the line of %(department)s, which attends this topic. Your place counts from this time."
    ),
    ("joined", "rule_carried"): N_(
        "Earlier audiences closed before your turn several times: that is why %(department)s attends you."
        " Your place counts from this time."
    ),
    ("checked_in", "early"): N_("You checked in for your appointment."),
    ("postponed", "booked"): N_(
        "Your hour has not come yet: your place is kept, and you come into the line at your hour."
    ),
    ("resumed", "booked"): N_("Your hour has come: you are in the line, with the time at which you booked."),
    ("lapsed", "session_closed"): N_("The session closed, and you had not checked in for your appointment."),
    ("returned_to_front", "citizen_dropped"): N_("Your connection was lost during the call. You are next."),
    ("returned_to_front", "let_go"): N_("Your connection was lost during the call. You are next."),
    ("missed", "phone_no_answer"): N_(
        "We called you by telephone and nobody answered. Your place is kept: press the button when you are back, or call us."
    ),
    ("no_show", "phone_no_answer"): N_(
        "We called you by telephone twice and nobody answered. If you are here, a moderator can put you back in your place."
    ),
    ("returned_to_front", "director_away"): N_("The person who attended you had to leave. You are next."),
    ("offer_chosen", "wait"): N_("You chose to wait. You keep your place."),
    ("offer_chosen", "department"): N_("You chose to go on with another department."),
    ("offer_chosen", "telephone"): N_("You chose to be attended by telephone when it is your turn."),
    ("offer_chosen", "next_session"): N_("You chose the next audience."),
    ("carried_over", "own_choice"): N_(
        "As you chose, your matter is kept under your folio for the next audience, and you have priority there: join with this"
        " folio."
    ),
    ("cancelled", "duplicate"): N_("A moderator ended this number, because you have another one in this line."),
    ("joined", "restored"): N_("You are back in the line, with the time of arrival you had."),
    ("conduct_reviewed", "reversed"): N_(
        "A moderator reviewed how your call ended: it should not have been ended. You can take your place back."
    ),
    ("cancelled", "asked_by_person"): N_("A moderator ended this number, as you asked."),
    ("cancelled", "called_off"): N_(
        "There is no audience on that day, and your place was given back. You have priority at the next one."
    ),
}
"""Where the reason says more than the kind."""
PASSED: Mapping[str, str] = {
    "joined": N_("A person with preferential attention joined: your place is further back."),
    "booked": N_("A place that was booked before came into the line at its hour: your place is further back."),
    "restored": N_("A person with an earlier time of arrival got the place back: your place is further back."),
    "moved": N_("A person with an earlier time of arrival was brought into this line: your place is further back."),
    "put_first": N_("A person was put first, for a reason that is on record: your place is further back."),
    "move_undone": N_("A person with an earlier time of arrival is back in the line: your place is further back."),
    "transferred": N_(
        "A person with an earlier time of arrival was passed on to this line: your place is further back."
    ),
    "continued": N_("A person with an earlier time of arrival has a matter here too: your place is further back."),
    "came_back": N_("A person with an earlier time of arrival is back in the line: your place is further back."),
    "resumed": N_("A person who let others pass is back in the line: your place is further back."),
    "no_show_undone": N_("A person with an earlier time of arrival is back in the line: your place is further back."),
    "call_withdrawn": N_("A person who was being called goes on waiting: your place is further back."),
    "returned_to_front": N_("A call was cut off, and that person is next: your place is further back."),
}
"""Why somebody was passed, by how the other person entered the line; nothing about that person."""
PASSED_OVER: Mapping[str, str] = {
    "not_ready": N_("Somebody who had said that they are ready was called first. Your time of arrival is kept."),
    "interpreter_busy": N_("The interpreter you need is in another call. Your time of arrival is kept."),
    "other_director": N_("The person you asked for is not free yet. Your time of arrival is kept."),
    "waited_longer": N_("A person with an earlier time of arrival was called first. Your time of arrival is kept."),
}
"""Why somebody nearer to the front was not called."""


ACTIVITY: Mapping[str, str] = {
    "joined": N_("%(number)s joined: %(department)s."),
    "booked": N_("%(number)s booked a place: %(department)s."),
    "checked_in": N_("%(number)s came to the appointment: %(department)s."),
    "lapsed": N_("%(number)s did not come to the appointment: %(department)s."),
    "moved": N_("%(number)s was moved to %(department)s."),
    "move_undone": N_("%(number)s is back in %(department)s: the move was undone."),
    "put_first": N_("%(number)s was put first: %(department)s."),
    "put_first_undone": N_("%(number)s is at the own place again: %(department)s."),
    "transferred": N_("%(number)s was passed on to %(department)s."),
    "continued": N_("%(number)s goes on with %(department)s."),
    "handed_over": N_("%(number)s went on with %(department)s in the same call."),
    "called": N_("%(number)s is called: %(department)s."),
    "called_again": N_("%(number)s is called again: %(department)s."),
    "call_withdrawn": N_("The call of %(number)s was taken back."),
    "answered": N_("%(number)s answered."),
    "missed": N_("%(number)s did not answer."),
    "no_show": N_("%(number)s did not answer twice."),
    "no_show_undone": N_("%(number)s was put back in the line of %(department)s."),
    "came_back": N_("%(number)s is back in the line of %(department)s."),
    "postponed": N_("%(number)s lets others pass."),
    "left": N_("%(number)s left the line."),
    "cancelled": N_("%(number)s was cancelled."),
    "phone_chosen": N_("%(number)s will be called by telephone."),
    "video_chosen": N_("%(number)s will be attended by video after all."),
    "continued_by_phone": N_("The attention of %(number)s goes on by telephone."),
    "back_to_video": N_("The attention of %(number)s goes on by video again."),
    "cut_off": N_("The call of %(number)s was cut off."),
    "returned_to_front": N_("%(number)s is next in %(department)s: the call was cut off."),
    "outcome_recorded": N_("The result of %(number)s was recorded."),
    "outcome_deferred": N_("The result of %(number)s will be completed later."),
    "ended_for_conduct": N_("%(director)s ended the call of %(number)s for conduct: %(department)s."),
    "conduct_reviewed": N_("The end of the call of %(number)s was reviewed."),
    "help_asked": N_("Help is asked for: %(number)s%(director)s, %(department)s."),
    "help_answered": N_("Somebody is coming: %(number)s%(director)s, %(department)s."),
    "help_ended": N_("The call for help is over: %(number)s%(director)s, %(department)s."),
    "company_declared": N_("%(director)s said who is in the room: %(department)s."),
    "seat_taken": N_("Somebody assists %(director)s: %(department)s."),
    "seat_left": N_("Somebody assists %(director)s no more: %(department)s."),
    "carried_over": N_("%(number)s is kept for the next session."),
    "room_opened": N_("%(director)s opened the room: %(department)s."),
    "room_closed": N_("%(director)s closed the room: %(department)s."),
    "room_paused": N_("%(director)s takes a break: %(department)s."),
    "room_resumed": N_("%(director)s attends again: %(department)s."),
    "roster_director": N_("%(director)s attends today: %(department)s."),
    "roster_substitute": N_("The roster was changed: somebody stands in. %(department)s"),
    "roster_away": N_("%(director)s attends no more today: %(department)s."),
    "offered": N_("%(number)s was asked how to go on."),
    "offer_chosen": N_("%(number)s chose how to go on."),
    "offer_withdrawn": N_("%(number)s is asked no more."),
    "room_lost": N_("%(director)s lost the connection: %(department)s."),
    "session_extended": N_("The session goes on for longer. %(department)s"),
    "announced": N_("An announcement was made. %(department)s"),
    "announcement_withdrawn": N_("An announcement was withdrawn. %(department)s"),
    "queue_opened": N_("The line of %(department)s was opened."),
    "queue_paused": N_("The line of %(department)s is on a break."),
    "queue_resumed": N_("The line of %(department)s goes on."),
    "queue_draining": N_("The line of %(department)s takes nobody more."),
    "queue_closed": N_("The line of %(department)s was closed."),
}
"""What those who look after the whole jornada read of each kind of entry."""


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is said in a person's language."""

    in_force: InForce
    translate: Translate
    problem: ProblemText

    @property
    def municipality(self) -> Municipality:
        """As it is configured at this moment."""
        return self.in_force.municipality

    def bilingual(self, text: Text, lang: str) -> str:
        """The half of a bilingual text of the configuration."""
        return text.en if lang == "en" else text.es

    def readable(self, text: str | None, lang: str) -> str:
        """A text that somebody wrote; `None`: it does not open."""
        return self.translate(lang, UNREADABLE) if text is None else text

    def history(self, fact: HistoryFacts, targets: Mapping[QueueId, TargetFacts], lang: str) -> str:
        """One line of the ticket's history."""
        if fact.kind == "passed":
            return self.translate(lang, PASSED[fact.reason or ""])
        if fact.kind == "passed_over":
            return self.translate(lang, PASSED_OVER[fact.reason or ""])
        text = REASONED.get((fact.kind, fact.reason or ""), HISTORY[fact.kind])
        values = self._move(fact.detail, fact.reason, targets, lang)
        values["why"] = self.away_explanation(fact.reason or "", lang)
        return self.translate(lang, text) % values

    def activity(self, entry: Entry, lang: str) -> str:
        """One line of what happened in the jornada."""
        values = {
            "number": unbroken(entry.number or ""),
            "department": self.bilingual(entry.department, lang) if entry.department else "",
            "director": entry.director or "",
        }
        return self.translate(lang, ACTIVITY[entry.kind]) % values

    def called_off(self, reason: CalledOff, lang: str) -> str:
        """Why the day of an appointment is not held, with what more was said of it."""
        return f"{self.translate(lang, WHY[reason.why])}. {reason.more(lang)}".strip()

    def pause_reason(self, code: str | None, lang: str) -> str:
        """Why a room or a queue pauses."""
        return next(
            (self.bilingual(one.label, lang) for one in self.municipality.pause_reasons if one.code == code), ""
        )

    def away_reason(self, code: str, lang: str) -> str:
        """Why a director is away, for staff."""
        found = (one.label for one in self.municipality.away_reasons if one.code == code)
        return next((self.bilingual(one, lang) for one in found), "")

    def away_explanation(self, code: str, lang: str) -> str:
        """The same for who waits."""
        found = (one.explanation for one in self.municipality.away_reasons if one.code == code)
        return next((self.bilingual(one, lang) for one in found), "")

    def pause_reasons(self, lang: str) -> list[PauseReasonOut]:
        """What a pause can be for."""
        return [
            PauseReasonOut(code=one.code, label=self.bilingual(one.label, lang))
            for one in self.municipality.pause_reasons
        ]

    def _move(
        self, detail: Mapping[str, Any], reason: str | None, targets: Mapping[QueueId, TargetFacts], lang: str
    ) -> dict[str, str]:
        target = targets.get(cast(QueueId, detail.get("to_queue")))
        one = self.municipality
        reasons: tuple[MoveReason | ConductReason, ...] = (
            *one.move_reasons,
            *one.priority_reasons,
            *one.conduct_reasons,
        )
        why = next((one.explanation for one in reasons if one.code == reason), None)
        return {
            "department": self.bilingual(target.department, lang) if target else "",
            "explanation": self.bilingual(why, lang) if why else "",
        }

    def conduct(self, code: str, lang: str) -> str:
        """What the person reads whose call was ended for conduct."""
        known = next((one for one in self.municipality.conduct_reasons if one.code == code), None)
        return self.bilingual(known.explanation, lang) if known else ""

    def conduct_label(self, code: str, lang: str) -> str:
        """What staff read of it."""
        return next(
            (self.bilingual(one.label, lang) for one in self.municipality.conduct_reasons if one.code == code), code
        )

    def company(self, beside: Mapping[str, int], lang: str) -> list[CompanyOut]:
        """Who is beside a director, in the order of the configuration."""
        return [
            CompanyOut(code=one.code, label=self.bilingual(one.label, lang), count=beside[one.code])
            for one in self.municipality.company
            if one.code in beside
        ]

    def choices(self, choices: Iterable[Companion | ConductReason], lang: str) -> list[ChoiceOut]:
        """What can be chosen from."""
        return [ChoiceOut(code=one.code, label=self.bilingual(one.label, lang)) for one in choices]

    def unmet(self, codes: Collection[str], interpreters: Iterable[InterpreterFacts], lang: str) -> list[str]:
        """Those interpreters among the adjustments asked for whom the municipality has not at all, in words."""
        known = {one.helps_with for one in interpreters}
        needed = tuple(
            one.code
            for one in self.municipality.adjustments
            if one.interpreter and one.code in codes and one.code not in known
        )
        return self.adjustments(needed, lang)

    def picture_first(self, codes: tuple[str, ...]) -> bool:
        """Whether one of these adjustments means that what is said is seen."""
        return any(one.picture_first for one in self.municipality.adjustments if one.code in codes)

    def adjustments(self, codes: tuple[str, ...], lang: str) -> list[str]:
        """The labels of the adjustments that somebody asked for."""
        return [self.bilingual(one.label, lang) for one in self.municipality.adjustments if one.code in codes]
