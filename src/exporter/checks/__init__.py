"""Checks read finished files back, by programs that did not write them, and say what they found."""
