"""Roles, as the schema names them, with the three of those who are no staff."""

from audiencia.core.gettext_mark import N_, Worded


class Role(Worded):
    """`PUBLIC` is anybody at all; `CITIZEN` holds a ticket's cookie, `RELATIVE` that of a link into a call; the others are signed in."""

    PUBLIC = "public", N_("Anybody")
    CITIZEN = "citizen", N_("Citizen")
    RELATIVE = "relative", N_("Person of trust in a call")
    DIRECTOR = "director", N_("Director")
    ASSISTANT = "assistant", N_("Assistant")
    INTERPRETER = "interpreter", N_("Interpreter")
    MODERATOR = "moderator", N_("Moderator")
    FRONT_DESK = "front_desk", N_("Front desk")
    MAYOR = "mayor", N_("Mayor")
    COMMUNICATION = "communication", N_("Communication")
    PRIVACY_OFFICER = "privacy_officer", N_("Personal data officer")
    ADMINISTRATOR = "administrator", N_("Administrator")
    AUDITOR = "auditor", N_("Auditor")


STAFF_ROLES = frozenset(Role) - {Role.PUBLIC, Role.CITIZEN, Role.RELATIVE}
OF_DEPARTMENT = frozenset({Role.DIRECTOR, Role.ASSISTANT, Role.MAYOR})  # Whose accounts are of a department.
