"""Codes of requests about personal data in plain words."""

from collections.abc import Mapping

from audiencia.core import text_files
from audiencia.core.deadlines import Urgency
from audiencia.core.gettext_mark import N_
from audiencia.http.render import FieldWords
from audiencia.rights.domain.request import Capacity, Right, State

_TEXTS = text_files.load("audiencia.rights.pages", "request_words.toml")
WANTED: Mapping[Right, str] = _TEXTS["wanted"]
ASKERS: Mapping[Capacity, str] = Capacity.words() | {Capacity.SELF: N_("For themselves")}
"""`Capacity` as staff read it."""
GROUNDS: Mapping[Capacity, str] = _TEXTS["grounds"]
IDENTITIES: Mapping[str, str] = _TEXTS["identities"]
IDENTIFIED: Mapping[str, str] = {**IDENTITIES, "folio_pin": N_("Folio and PIN")}
TONES: Mapping[State, str] = {
    State.RECEIVED: "info",
    State.ASKED: "warn",
    State.GRANTED: "good",
    State.DONE: "good",
    State.REFUSED: "",
    State.NOT_COMPETENT: "",
    State.LAPSED: "",
}
PRESSING: Mapping[Urgency, tuple[str, str]] = {
    Urgency.STOPPED: (N_("The clock stands still"), ""),
    Urgency.ON_TIME: (N_("In time"), "good"),
    Urgency.SOON: (N_("Soon"), "warn"),
    Urgency.TODAY: (N_("Today"), "warn"),
    Urgency.OVERDUE: (N_("Overdue"), "bad"),
}
EVENTS: Mapping[str, str] = _TEXTS["events"]
TEXTS = text_files.load("audiencia.rights.pages", "field_words.toml")
FIELDS: FieldWords = text_files.by_field(TEXTS["request"])
DESK_FIELDS: FieldWords = {
    **FIELDS,
    **{(f"withdraw_{name}", reason): text for (name, reason), text in FIELDS.items() if name in ("folio", "identity")},
    ("purpose", "required"): N_("Choose what the person withdraws"),
}
OFFICER_FIELDS: FieldWords = {
    **FIELDS,
    **{
        (f"text_{act}", reason): text
        for act in ("aclaracion", "prorroga", "incompetencia", "identidad", "respuesta", "efecto")
        for reason, text in (
            ("required", N_("Write what the person reads")),
            ("too_long", N_("Write it with at most 2,000 characters")),
            ("unfinished", N_("Complete what the template leaves open, where it says ...")),
        )
    },
    **{(f"new_{name}", "required"): N_("It cannot be empty") for name in ("name", "matter", "behalf", "guardian")},
    **{
        (f"new_{name}", "too_long"): N_("It is too long")
        for name in ("name", "contact", "phone", "place", "behalf", "guardian", "matter", "subject")
    },
    ("new_subject", "personal"): N_(
        "The subject looks like it holds a telephone, an e-mail, a CURP or an RFC: leave out what points at somebody"
    ),
    ("new_contact", "contact_needed"): N_(
        "The answer goes to it: write a telephone or e-mail by which it can, or leave it empty"
    ),
    **{
        (f"new_{name}", "telephone_needed"): N_(
            "They are attended by telephone: write a number at which they can be called"
        )
        for name in ("contact", "phone")
    },
    ("elsewhere", "nothing_changed"): N_("Change what was granted, or say that it was done elsewhere"),
    ("stop", "required"): N_(
        "Choose what the person does not allow any more, or say that it was done in something else"
    ),
    ("text_aclarada", "required"): N_("Write what the person says"),
    ("text_aclarada", "too_long"): N_("Write it with at most 2,000 characters"),
}
