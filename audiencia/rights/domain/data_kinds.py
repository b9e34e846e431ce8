"""Kinds of personal data, as the inventory and the register of incidents name them. Pure."""

from enum import StrEnum


class DataKind(StrEnum):
    """What the data are of. `ADJUSTMENTS` may tell of health or a disability: sensitive data (art. 4)."""

    IDENTITY = "identity"
    CONTACT = "contact"
    MATTER = "matter"
    ADJUSTMENTS = "adjustments"
    FILES = "files"
    ANSWERS = "answers"
    CONVERSATION = "conversation"
    TRACE = "trace"
    STAFF = "staff"
    ACCESS = "access"
