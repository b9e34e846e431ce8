"""Kinds of personal data, as the inventory and the register of incidents name them. Pure."""

from audiencia.core.gettext_mark import N_, Worded


class DataKind(Worded):
    """What the data are of. `ADJUSTMENTS` may tell of health or a disability: sensitive data (art. 4)."""

    IDENTITY = "identity", N_("Name, and whom somebody speaks for")
    CONTACT = "contact", N_("Telephone and e-mail")
    MATTER = "matter", N_("What the matter is about, and where")
    ADJUSTMENTS = "adjustments", N_("Adjustments asked for, which may tell of health or a disability (sensitive)")
    FILES = "files", N_("Photographs and documents")
    ANSWERS = "answers", N_("Results, answers and commitments")
    CONVERSATION = "conversation", N_("What was written in a call or a case")
    TRACE = "trace", N_("Folio, number, days, hours and departments")
    STAFF = "staff", N_("Accounts of staff")
    ACCESS = "access", N_("Passwords, PINs and keys, as hashes or sealed")
