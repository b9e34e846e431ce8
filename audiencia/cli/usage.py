"""What is said of a command that is not written as it is meant: typer's own sentences are English alone."""

import re

from typer import BadParameter, TyperException

from audiencia.core.cli_text import Stop, _

PROGRAM = "audiencia"
QUOTED = re.compile(r"'([^']*)'|\(([^()]*)\)$")  # The word that it is about, in typer's sentence.


def is_help(error: TyperException) -> bool:
    """Whether nothing is wrong but that no command was named: the help stands there already."""
    return type(error).__name__ == "NoArgsIsHelpError"


def sentence(error: TyperException) -> str:
    """The error of usage, in the language of the terminal."""
    about, see = _about(error), f"{getattr(getattr(error, 'ctx', None), 'command_path', PROGRAM)} --help"
    if type(error).__name__ == "MissingParameter":
        return _("%(what)s is missing; see: %(help)s", what=about, help=see)
    if isinstance(error, BadParameter):
        return _("%(what)s: this value cannot be used; see: %(help)s", what=about, help=see)
    if about:
        return _("«%(what)s» cannot be used so; see: %(help)s", what=about, help=see)
    return _("The command is not written so; see: %(help)s", help=see)


def unusable(what: str, command: str) -> Stop:
    """For a value of this option or argument that typer lets through."""
    return Stop(_("%(what)s: this value cannot be used; see: %(help)s", what=what, help=f"{PROGRAM} {command} --help"))


def _about(error: TyperException) -> str:
    """An option or argument, or the word that is none; empty where that is not known."""
    parameter = getattr(error, "param", None)
    if parameter is not None:
        return str(parameter.opts[-1])
    if option := getattr(error, "option_name", None):
        return str(option)
    found = QUOTED.search(error.format_message())
    return "" if found is None else found[1] or found[2] or ""
