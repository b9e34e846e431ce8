"""The codes of the record of accesses in plain words: what was done, why, and who does which work."""

from collections.abc import Iterator, Mapping

from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.privacy.audit import Action
from audiencia.privacy.consent import CALL_PICTURE, CALL_PICTURE_SAYS, GUARDIAN, GUARDIAN_SAYS
from audiencia.queue.api import WHY_CALLED_OFF
from audiencia.settings.config import Municipality, Text
from audiencia.staff.roles import Role

REASONS: Mapping[str, str] = {
    "waiting_list": N_("As the list of those who wait for the own room"),
    "outcome_pending": N_("As a result that is still to be completed"),
    "attention": N_("To attend the person"),
    "telephone": N_("To call the person by telephone"),
    "call": N_("On calling the person"),
    "assist": N_("On being asked into another director's call"),
    "chat": N_("In a conversation in writing"),
    "help": N_("To help the person with the devices"),
    "front_desk": N_("At the front desk, for the person"),
    "join": N_("On taking a number"),
    "booking": N_("On booking a place"),
    "follow_up": N_("To follow the folio"),
    "carried_over": N_("To use the folio of an earlier session"),
    "outcome": N_("At the end of the attention"),
    "resolved": N_("It was resolved"),
    "not_resolved": N_("It was not resolved"),
    "continued": N_("The attention went on by telephone"),
    "answered": N_("The person answered the telephone"),
    "device_code": N_("With a one-time code"),
    "duplicate": N_("It was there twice"),
    "asked_by_person": N_("The person asked for it"),
    "abuse": N_("It was misused"),
    "put_first_undone": N_("Being put first was undone"),
    "move_undone": N_("The move was undone"),
    "call_withdrawn": N_("The call was taken back"),
    "came_back": N_("The person is there again"),
    "no_show_undone": N_("The person is there after all"),
    "sign_in": N_("Signing in and out"),
    "own_account": N_("On the page of the own account"),
    "second_step": N_("As the second step of signing in"),
    "application": N_("With codes of an application"),
    "provider": N_("With the municipality's account"),
    "passkey": N_("With a passkey"),
    "recovery_code": N_("With a recovery code"),
    "invitation": N_("By the own invitation"),
    "demo": N_("For the demonstration"),
    "rehearsal": N_("For a rehearsal"),
    "practice_started": N_("The practice began"),
    "practice_stopped": N_("The practice was ended"),
    "administration": N_("By the administration"),
    "command": N_("By a command of whoever runs the service"),
    "privacy_officer": N_("By the personal data officer"),
    "audit_page": N_("On the page of the record"),
    "audit_day": N_("As a file of one day"),
    "offer_withdrawn": N_("What was offered was taken back"),
    "commitment_made": N_("A commitment was made"),
    "commitment_done": N_("A commitment was kept"),
    "commitment_withdrawn": N_("A commitment was taken back"),
    "upheld": N_("The review upheld it"),
    "reversed": N_("The review reversed it"),
    "director": N_("Attends"),
    "substitute": N_("Stands in"),
    "cap": N_("How many may wait"),
    "serving": N_("Which lines the room serves"),
    "session_extended": N_("More time for those who wait"),
    "interpreter_came": N_("The interpreter is there"),
    "interpreter_went": N_("The interpreter is not there"),
    "case": N_("As a case of the own department"),
    "case_file": N_("As a file of a case"),
    "case_list": N_("As a list of cases"),
    "oversight": N_("To see whether departments answer in time"),
    "case_subject": N_("By what staff wrote about it"),
    "person_is_here": N_("The person is here"),
    "person_telephoned": N_("The person telephoned"),
    "same_matter": N_("To see whether the person wrote of it before"),
    "rights_request": N_("The person asked about their data"),
    "incident": N_("Because of an incident of personal data"),
    "data_rights": N_("For a request about the personal data"),
    "access": N_("Access"),
    "rectification": N_("Rectification"),
    "cancellation": N_("Cancellation"),
    "opposition": N_("Opposition"),
    "portability": N_("Portability"),
    "granted": N_("It was granted"),
    "partly": N_("It was granted in part"),
    "refused": N_("It was refused"),
    "court": N_("A court asks for it"),
    "authority": N_("An authority looks into responsibilities"),
    "retention": N_("Because their time was over"),
    "restored": N_("Suppressed before, and back from a backup"),
    "case_answer": N_("As the answer of a case, on paper"),
    "assigned": N_("Given to somebody"),
    "started": N_("Somebody began to work on it"),
    "asked": N_("Something was asked"),
    "noted": N_("A note was written"),
    "wrote": N_("A message was written"),
    "handed_over": N_("Handed over at the counter"),
    "told": N_("Told on the telephone"),
    "page": N_("On the page"),
    "email": N_("By e-mail"),
    "counter": N_("At the counter"),
    "web": N_("In the form of the page"),
    "undo": N_("An earlier change was taken back"),
    "held_after_all": N_("It had been called off before"),
    **{f"called_off_{one}": text for one, text in WHY_CALLED_OFF.items()},
    "called_off": N_("The day of the appointment was called off"),
    "called_off_told": N_("Told that the day was called off"),
    "called_off_not_reached": N_("Not reached, to tell that the day was called off"),
    "files": N_("From the files of the configuration"),
}
"""Codes that the configuration does not have."""
MEANS: Mapping[str, str] = {
    "web": N_("In the form of the page"),
    "telephone": N_("By word of mouth, by telephone"),
    "counter": N_("By word of mouth, at the front desk"),
}
ACTORS: Mapping[str, str] = {"citizen": N_("The person"), "system": N_("The service by itself")}


def action(words: Words, code: str) -> str:
    """What was done; a code of another version as it is."""
    return words.gettext(Action(code).says) if code in set(Action) else code


def reason(words: Words, municipality: Municipality, code: str) -> str:
    """Why, from the fixed reasons or the configured ones; a code of another version as it is."""
    if code in REASONS:
        return words.gettext(REASONS[code])
    return next((words.text(label) for known, label in _configured(municipality) if known == code), code)


def role(words: Words, code: str | None) -> str:
    """A role by its name; nothing without one."""
    return words.gettext(Role(code).says) if code else ""


def purpose(words: Words, municipality: Municipality, code: str) -> str:
    """What a consent is for; the code when the notice in force has it no more."""
    ours = {GUARDIAN: GUARDIAN_SAYS, CALL_PICTURE: CALL_PICTURE_SAYS}
    if code in ours:
        return words.gettext(ours[code])
    found = next((one.text for one in municipality.notice.purposes if one.code == code), None)
    return code if found is None else words.text(found)


def _configured(municipality: Municipality) -> Iterator[tuple[str, Text]]:
    lists = (
        municipality.move_reasons,
        municipality.priority_reasons,
        municipality.pause_reasons,
        municipality.away_reasons,
        municipality.conduct_reasons,
    )
    return ((one.code, one.label) for reasons in lists for one in reasons)
