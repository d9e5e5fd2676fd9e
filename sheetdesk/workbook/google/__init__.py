"""The desk in a Google spreadsheet. Border: the only room that knows gspread, google-auth and Google's addresses."""
