"""`python -m sheetdesk`: the same door as the command `sheetdesk`."""

from sheetdesk.cli import main

main()
