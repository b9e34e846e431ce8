"""`python -m audiencia`."""

from audiencia.cli import main

main()
