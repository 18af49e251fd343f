"""Formulas of other notations as LaTeX, the one that articles are kept in: MathML here, Word's own in `word/formulas`.

`latex` has the pieces, `mathml` reads MathML (OpenDocument, journals, web pages), `tex` takes the frame off TeX.
"""


class UnreadableFormula(Exception):  # noqa: N818 - it becomes a message
    """A formula that has something in it which LaTeX has no word for here; its text is the name of that."""
