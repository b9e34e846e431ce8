"""For each error what happened and what the person can do (`error_words.toml`), and where its page leads. Nothing here is ever personal."""

from collections.abc import Mapping

from audiencia.core import text_files
from audiencia.core.errors import Code
from audiencia.core.gettext_mark import N_
from audiencia.staff.roles import OF_DEPARTMENT, STAFF_ROLES, Role

ERRORS: Mapping[Code, tuple[str, str]] = {
    Code(code): (said["what"], said["do"])
    for code, said in text_files.load("audiencia.http", "error_words.toml").items()
}

_RECORD_WITHOUT_NOTES = N_(
    "Nothing was changed, and sending it again does not help. The result of a call can be recorded without notes. "
    "Tell administration: what is damaged has to be restored from a backup."
)
_ATTEND_WITHOUT_IT = N_(
    "Nothing was changed, and asking again does not help. Attend this person without it, and tell administration: what is damaged "
    "has to be restored from a backup."
)
_RESTORE = N_(
    "Nothing was changed, and asking again does not help. What is damaged has to be restored from a backup: "
    "tell whoever looks after the service."
)
TO_STAFF: Mapping[Code, Mapping[Role, str]] = {
    Code.DATA_UNREADABLE: dict.fromkeys(STAFF_ROLES, _RESTORE)
    | dict.fromkeys(OF_DEPARTMENT, _RECORD_WITHOUT_NOTES)
    | dict.fromkeys((Role.FRONT_DESK, Role.MODERATOR), _ATTEND_WITHOUT_IT)
}
"""What staff can do, where it is something else than what citizens can."""
RECORDED_FIRST = N_("%(by)s recorded the result of %(number)s a moment ago. Yours was not saved.")
"""A number that changed because of its result: who was first is said."""
_SIGN_IN = ("/entrar", N_("Sign in"))
_FOLIO = ("/seguimiento", N_("Follow my folio"))
_OWN_NUMBER = ("/seguimiento", N_("Open my number with folio and PIN"))
_AREAS = ("/areas", N_("Choose a department"))
HOME_AND_FOLIO = (("/", N_("Go to the home page")), _FOLIO)
WAYS_ON: Mapping[Code, tuple[tuple[str, str], ...]] = {
    Code.TICKET_NEEDED: (("/areas", N_("Take a number")), _OWN_NUMBER),
    Code.TICKET_ELSEWHERE: (_OWN_NUMBER, ("/continuar", N_("Write a code from the other device"))),
    Code.ROOM_ELSEWHERE: (_SIGN_IN, ("/continuar", N_("Write a code from the other device"))),
    Code.DEVICE_CODE_UNKNOWN: (("/continuar", N_("Write another code")), _FOLIO),
    Code.SIGN_IN_NEEDED: (_SIGN_IN,),
    Code.UNKNOWN_DEPARTMENT: (_AREAS, _FOLIO),
    Code.UNKNOWN_TOPIC: (_AREAS, _FOLIO),
    Code.UNKNOWN_SERVICE: (("/directorio", N_("Directory of services")), _FOLIO),
}
"""Where a page of an error leads to; other codes lead to `HOME_AND_FOLIO`, staff who have signed in to where they work."""
TO_OWN_PAGE = N_("Go to my page")
