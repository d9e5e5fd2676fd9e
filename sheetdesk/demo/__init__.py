"""The demo: two weeks of a group buy's complaints, replayed on a local workbook. No account, no network."""
