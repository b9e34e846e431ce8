"""What people read beside a field of a form: by field and reason, what to write there."""

from collections.abc import Mapping

from audiencia.core.gettext_mark import N_

FIELDS: Mapping[tuple[str, str], str] = {
    ("name", "required"): N_("Write your name"),
    ("name", "too_long"): N_("Write your name with at most 120 characters"),
    ("matter", "required"): N_("Write your matter in one line"),
    ("matter", "too_long"): N_("Write your matter with at most 300 characters"),
    ("begins_on", "required"): N_("Write the first day"),
    ("begins_on", "malformed"): N_("Write the first day as day, month and year"),
    ("ends_on", "required"): N_("Write the last day"),
    ("ends_on", "malformed"): N_("Write the last day as day, month and year"),
    ("ends_on", "before_begin"): N_("The last day is before the first one"),
    ("ends_on", "past"): N_("The last day is over already"),
    ("ends_on", "too_long"): N_("A period lasts a year at most: check both days"),
    ("contact", "too_long"): N_("Write the telephone or e-mail with at most 120 characters"),
    ("contact", "malformed"): N_("This is neither a telephone nor an e-mail: correct it, or leave it empty"),
    ("contact", "telephone_needed"): N_("Write the telephone number at which this person is called"),
    ("contact", "needed_to_tell"): N_(
        "Write the telephone or e-mail at which we tell you, or leave the box below empty"
    ),
    ("starts_at", "required"): N_("Choose an hour"),
    ("called_off_reason", "required"): N_("Choose why there is no audience on that day"),
    ("more_es", "required"): N_("Say what happened: force majeure alone tells people nothing"),
    ("more_es", "too_long"): N_("Write it with at most 300 characters"),
    ("more_en", "too_long"): N_("Write it with at most 300 characters"),
    ("starts_at", "slot_full"): N_("Choose another hour: somebody has just taken the last place"),
    ("adjustment", "unknown"): N_("Choose the adjustments from the list"),
    ("wanted_director", "unknown"): N_("This director cannot be asked for now: choose one from the list"),
    ("wanted_director", "malformed"): N_("This director cannot be asked for now: choose one from the list"),
    ("carried_folio", "required"): N_("Write the folio that goes with this PIN, or leave both empty"),
    ("carried_folio", "too_long"): N_("The folio is shorter than what you wrote"),
    ("carried_folio", "unknown_carried_folio"): N_(
        "This folio and PIN give no priority: check both, or leave them empty"
    ),
    ("carried_pin", "required"): N_("Write the PIN that goes with this folio, or leave both empty"),
    ("carried_pin", "too_long"): N_("The PIN has 6 digits"),
    ("other_person", "device_in_line"): N_("Tick this if another person is using this device now"),
    ("read_notice", "notice_not_accepted"): N_("Tick that you have read the short privacy notice"),
    ("consent", "notice_not_accepted"): N_("Accept this purpose: without it we cannot attend you"),
    ("guardian_name", "guardian_needed"): N_(
        "Write which mother, father or guardian authorises it; if none of them can, call us or come to the counter"
    ),
    ("guardian_name", "too_long"): N_("Write the name with at most 120 characters"),
    ("guardian_agrees", "guardian_needed"): N_("Your mother, father or guardian must tick that they authorise it"),
    ("reply", "required"): N_("Write your answer"),
    ("message", "required"): N_("Write the message"),
    ("cause", "required"): N_("Choose why it is not resolved"),
    ("why", "required"): N_("Write what is missing: the department reads it"),
    ("rating", "required"): N_("Choose one of the five"),
    ("folio", "required"): N_("Write your folio"),
    ("folio", "too_long"): N_("The folio is shorter than what you wrote"),
    ("code", "required"): N_("Write the code"),
    ("code", "answer_unknown"): N_(
        "No answer was sent with this folio and this code: copy both as they stand on the letter"
    ),
    ("pin", "required"): N_("Write your PIN"),
    ("pin", "too_long"): N_("The PIN has 6 digits"),
    ("username", "required"): N_("Write your user name"),
    ("username", "too_long"): N_("The user name is shorter than what you wrote"),
    ("password", "required"): N_("Write your password"),
    ("password", "too_long"): N_("The password is shorter than what you wrote"),
}
"""By field and reason; all boxes of consents share one."""
DESK_FIELDS: Mapping[tuple[str, str], str] = {
    ("name", "required"): N_("Write the person's name"),
    ("matter", "required"): N_("Write the person's matter in one line"),
    ("topic", "required"): N_("Choose a department and topic from the list"),
    ("tema", "required"): N_("Choose a department and topic from the list"),
    ("medium", "required"): N_("Choose how the person is attended"),
    ("medium", "malformed"): N_("Choose how the person is attended"),
    ("read_notice", "notice_not_accepted"): N_("Read the short privacy notice out, and tick that you did"),
    ("guardian_name", "guardian_needed"): N_(
        "Write which mother, father or guardian authorises it: without one nobody under 18 is attended"
    ),
    ("guardian_agrees", "guardian_needed"): N_("Tick this once mother, father or guardian has said yes"),
    ("other_person", "contact_in_line"): N_("Tick this only if you have seen that it is another person"),
    ("q", "unknown_ticket"): N_("There is no such number or folio today"),
}
"""The same where a member of staff fills the form in for somebody else."""
ACCOUNT_FIELDS: Mapping[tuple[str, str], str] = {
    ("login", "required"): N_("Write the user name: three characters at least"),
    ("login", "malformed"): N_(
        "Write the user name with small letters a to z, digits, dots and dashes, three at least"
    ),
    ("login", "taken"): N_("There is an account with this user name already"),
    ("name", "required"): N_("Write the name that others read"),
    ("role", "required"): N_("Choose the role from the list"),
    ("role", "malformed"): N_("Choose the role from the list"),
    ("role", "interpreter_stays"): N_(
        "An interpreter’s account stays one, and no other becomes one: make a new account"
    ),
    ("department", "required"): N_("Choose the department: directors, assistants and the mayor have one"),
    ("interpreter", "required"): N_("Choose which interpreter it is"),
    ("interpreter", "taken"): N_("This interpreter has an account that is active"),
}
"""The same of a new account."""
ANY_FIELD = N_("Check this field")
