"""The words of the petition form: what is wrong with a field, and who speaks for whom."""

from collections.abc import Mapping

from audiencia.core.gettext_mark import N_

RELATIONS: Mapping[str, str] = {
    "mother": N_("mother"),
    "father": N_("father"),
    "guardian": N_("legal guardian"),
}
"""Who may speak for a minor: whoever has parental authority or guardianship (Código Civil, patria potestad y tutela)."""

FIELDS: Mapping[tuple[str, str], str] = {
    ("topic", "required"): N_("Choose what your petition is about"),
    ("about", "unknown"): N_("Choose the area from the list, or say that you do not know it"),
    ("matter", "required"): N_("Write what you ask for"),
    ("matter", "too_long"): N_("Write what you ask for with at most 3000 characters"),
    ("colonia", "too_long"): N_("Write the neighbourhood with at most 120 characters"),
    ("reference", "too_long"): N_("Write the reference with at most 300 characters"),
    ("point", "malformed"): N_("This is no point on the map: remove it, or take it again"),
    ("name", "required"): N_("Write your name"),
    ("name", "required_or_anonymous"): N_("Write your name, or tick that you send it without one"),
    ("name", "anonymous_not_allowed"): N_("Petitions need a name here: write it"),
    ("contact", "contact_needed"): N_("Write the telephone or e-mail at which we should answer"),
    ("contact", "mail_needed"): N_("Write the e-mail to which we should send the acknowledgement, or untick that box"),
    ("answer_by", "required"): N_("Choose how you want the answer"),
    ("answer_by", "malformed"): N_("Choose how you want the answer"),
    ("behalf", "malformed"): N_("Choose for whom you ask"),
    ("group_name", "too_long"): N_("Write the name with at most 120 characters"),
    ("minor_name", "too_long"): N_("Write the name with at most 120 characters"),
    ("group_name", "required"): N_("Write the name of the group, or how many you are"),
    ("minor_name", "required"): N_("Write the name of the girl, boy or adolescent"),
    ("relation", "required"): N_("Choose what you are to them"),
    ("guardian", "required"): N_("Tick that you have the right to speak for them"),
    ("identified", "required"): N_("Tick how you know who it is"),
    ("q", "unknown"): N_("This is no folio, telephone or e-mail: write one of them, or leave it empty"),
    ("source", "required"): N_("Choose whether the person is here or on the telephone"),
    ("files", "too_many"): N_("Choose fewer files: there are more than may come with one petition"),
    ("files", "file_empty"): N_("One of the files is empty"),
    ("files", "file_too_large"): N_("One of the files is too large"),
    ("files", "file_wrong_kind"): N_("One of the files is neither a photograph nor a PDF"),
    ("files", "file_broken"): N_("One of the files is damaged and cannot be opened"),
    ("files", "file_too_much_inside"): N_("One of the files is too large inside, once it is opened"),
    ("files", "file_locked"): N_("One of the PDFs is protected"),
    ("files", "file_too_many_pages"): N_("One of the PDFs has more than 100 pages"),
    ("files", "file_too_slow"): N_("One of the files takes too long to open"),
    ("files", "file_infected"): N_("One of the files holds a virus"),
}

FILES: Mapping[str, str] = {
    "file_empty": N_("it is empty"),
    "file_too_large": N_("it is too large: take the photograph with a lower resolution, or send fewer pages"),
    "file_wrong_kind": N_(
        "it is neither a photograph (JPEG, PNG, WebP, HEIC) nor a PDF: take a screenshot of it and send that"
    ),
    "file_broken": N_("it is damaged: open it on your device and save it again, as JPEG or PDF"),
    "file_too_much_inside": N_("it is too large once it is opened: send a screenshot of it"),
    "file_locked": N_("it is protected by a password or against copying: print it to a new PDF and send that"),
    "file_too_many_pages": N_("it has more than 100 pages: send the ones that matter"),
    "file_too_slow": N_("it takes too long to open: send a screenshot of it"),
    "file_infected": N_("it holds a virus: check your device"),
}
"""Why one file was not taken, and what helps."""

DESK_FIELDS: Mapping[tuple[str, str], str] = {
    **FIELDS,
    ("topic", "required"): N_("Choose a department and topic from the list"),
    ("matter", "required"): N_("Write what the person asks for"),
    ("name", "required"): N_("Write the person's name"),
    ("name", "required_or_anonymous"): N_("Write the person's name, or tick that they give none"),
    ("read_notice", "notice_not_accepted"): N_("Read the short privacy notice out, and tick that you did"),
    ("guardian", "required"): N_("Tick that they declared to have the right to speak for them"),
    ("guardian_name", "guardian_needed"): N_(
        "Write which mother, father or guardian authorises it: without one nobody under 18 is attended"
    ),
    ("guardian_agrees", "guardian_needed"): N_("Tick this once mother, father or guardian has said yes"),
}
