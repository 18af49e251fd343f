"""Reads pasted text: no marks, no fields, perhaps a whole web page three times over; every guess is told."""
