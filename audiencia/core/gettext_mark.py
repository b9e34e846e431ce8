"""Texts that are marked for the catalogues where they are kept, and translated where they are shown. Pure."""


def N_(msgid: str) -> str:  # noqa: N802 -- the name that extractors of messages know
    """The text as it is: only `tools.messages` takes notice."""
    return msgid
