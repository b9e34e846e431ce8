"""`python -m audiencia`."""

from audiencia.cli.main import main

main()
