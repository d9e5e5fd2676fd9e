"""The workbook port: read everything once, apply one difference at once."""
