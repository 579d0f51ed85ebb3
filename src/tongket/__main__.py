"""`python -m tongket`: the command line."""

from tongket.cli import main

main()
