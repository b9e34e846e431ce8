"""Sentences for whoever runs the service, in their language: Spanish, or English when the machine is set to it."""

import os
from collections.abc import Mapping


def say(es: str, en: str) -> str:
    """One of the two, by the usual variables of POSIX locales."""
    return en if speaks_english(os.environ) else es


def speaks_english(environment: Mapping[str, str]) -> bool:
    """True when the first of LC_ALL, LC_MESSAGES and LANG that is set names English."""
    chosen = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return chosen.lower().startswith("en")


class Stop(Exception):
    """The service cannot go on, and whoever runs it can mend that. The text says what happened and what to do."""
