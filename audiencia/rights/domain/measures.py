"""Measures of security and secrecy, by their row of the law table (`tools/assurance/law.toml`). Pure.

A test fails when a row of these that a test shows is missing here, and when one stands here that no test shows.
"""

from collections.abc import Mapping

from audiencia.core.gettext_mark import N_

MEASURES: Mapping[str, str] = {
    "Art. 7, 18–20: consent": N_(
        "Each consent is kept with the notice's version and hash, purpose, time and means; no box is ticked beforehand"
    ),
    "Art. 7, 18–20: revocation": N_("A consent is taken back under the folio, at once and on record"),
    "Art. 16–17, 101: log of changes": N_("A record of each disclosure and act, which is only added to"),
    "Art. 16–17, 101: terms of retention": N_(
        "A term for each kind of record, with its reason, kept to by a run of each night"
    ),
    "Art. 16–17, 101: blocking": N_("Blocked before suppressed: in no list, and told nothing"),
    "Art. 16–17, 101: suppression": N_("Suppression destroys the person's key: nothing can be read in rows or backups"),
    "Art. 26, 28: minimisation": N_("Screens of the hall show numbers, never names; figures never show few people"),
    "Art. 26, 28: no recording": N_("Sound and picture are passed on, never decoded or kept"),
    "Art. 26, 28: chat": N_("What is written in a call is sealed, and destroyed with its end"),
    "Art. 38–44: sealed fields": N_("What people say is encrypted with a key of each person"),
    "Art. 38–44: who may read": N_("One matrix of authorisation for each page, form, event and file"),
    "Art. 38–44: each reading on record": N_("Each reading is on record: who, what, when and why"),
    "Art. 38–44: reserved complaints": N_("A complaint about a department is never seen by it"),
    "Art. 53–55: breaches": N_("A register of incidents with the term to tell, and the notice of five contents"),
    "Art. 58–66: no third parties": N_("No page, letter or document asks a foreign host for anything"),
    "Art. 58–66: push and SMS": N_("What goes through others says a number and the municipality alone"),
    "Art. 101: blocked data": N_(
        "Blocked data are read by the office of personal data alone, by folio and with a reason on record"
    ),
    "Audit and suppression": N_(
        "The record is chained and signed: an edit, a removal, an insertion or another order is found"
    ),
    "Security: citizens": N_("Citizens: an unguessable token in the browser; folio and PIN are tried slowly"),
    "Security: staff, passwords": N_(
        "Staff: passwords hashed with argon2id; those on lists of stolen ones are refused"
    ),
    "Security: staff, second factor": N_("Staff: a second step of signing in, required by role"),
    "Security: staff, passkeys": N_("Staff: passkeys, which count on this service's pages alone"),
    "Security: staff, OpenID Connect": N_(
        "Staff: sign-in through the municipality's identity provider, where it has one"
    ),
    "Security: browser": N_("Pages are closed to scripts and frames of others; forms only from our own pages"),
    "Security: keys": N_("Keys are kept outside of the database and changed without a pause"),
    "Security: uploads": N_("Files are bounded, read by their content, and pictures made anew without metadata"),
    "Security: limits": N_("Limits by person, address and event"),
    "Security: nothing personal elsewhere": N_("Nothing personal in logs, metrics, temporary files or pages of errors"),
    "Security: end-to-end encryption": N_(
        "Calls encrypted from device to device, where it is switched on and the browsers can; the screen says so"
    ),
    "Security: TURN": N_("Credentials of relays last for a day; a relay lets no stranger through"),
}
