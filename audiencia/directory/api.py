"""What other features ask of the directory: departments and topics by their address, services, election periods.
They import from here alone (`pyproject.toml` holds it); the rest of the folder is its own."""

from audiencia.directory.documents import Published
from audiencia.directory.election_periods import entries as election_entries
from audiencia.directory.election_periods import in_force_now as election_in_force
from audiencia.directory.election_periods import lift as lift_election
from audiencia.directory.election_periods import set_period as set_election
from audiencia.directory.election_rules import Period
from audiencia.directory.store import Listed, documents, write_services
