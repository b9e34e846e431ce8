"""What became of notices, in plain words. Pure."""

from collections.abc import Mapping

from audiencia.core.gettext_mark import N_

CHANNELS: Mapping[str, str] = {"mail": N_("E-mail"), "sms": N_("SMS"), "push": N_("Notices in the browser")}
FAILURES: Mapping[str, str] = {
    "no_address": N_("no address that can be used"),
    "refused": N_("refused for good by who receives it"),
    "gone": N_("the browser takes no notices any more"),
    "too_large": N_("too long"),
    "settings": N_("our settings are not accepted: look at user, password, secret and address"),
    "unreachable": N_("the server was not reached"),
    "too_slow": N_("the server did not answer in time"),
    "busy": N_("the server asked to come again later"),
    "forbidden_address": N_("an address where nothing is sent"),
    "forgotten": N_("the person's data were erased"),
    "unreadable": N_("the stored notice cannot be opened"),
    "broken": N_("a fault of this program: see the log"),
}
"""Why a notice was not taken (`notifications.rules.Failure`), for who looks after the installation."""
