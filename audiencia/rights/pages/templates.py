"""Templates of what is written to people about a request: a beginning that the officer completes. `...` is where something is missing."""

from collections.abc import Mapping

from audiencia.core.gettext_mark import N_
from audiencia.rights.domain.request import Right

GRANTED: Mapping[Right, str] = {
    Right.ACCESS: N_(
        "Access to your personal data is granted. On this page you can download everything that we hold under this folio, and"
        " who has seen it. It costs nothing."
    ),
    Right.RECTIFICATION: N_(
        "The correction is granted. We correct the following: ... You read here when it is done, within the term of the law."
    ),
    Right.CANCELLATION: N_(
        "The deletion of your personal data is granted. They are blocked and then destroyed; nobody can read them afterwards,"
        " and this page cannot be opened any more. Keep this answer if you need it."
    ),
    Right.OPPOSITION: N_("Your opposition is granted. Your data are no longer used for the following: ..."),
    Right.PORTABILITY: N_(
        "Your data are handed over. On this page you can download them as a file in a format that other services read (JSON)."
    ),
}
PARTLY = N_("Your request is granted in part. It is granted as to: ... It is not granted as to: ... because ...")
REFUSED = N_(
    "Your request is refused, because ... You can appeal against this answer to %(authority)s within %(days)s working days."
)
ASKED = N_("To answer your request we need you to say more exactly: ...")
EXTENDED = N_("We need more time to answer, because ...")
NOT_COMPETENT = N_(
    "These data are not held by the municipality. The one who holds them is: ... You can make your request there."
)
DONE = N_("What was granted was done.")
