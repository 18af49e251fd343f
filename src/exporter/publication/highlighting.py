"""The words of code in a few classes, by Pygments; loaded when a block of code names a language.

A class is a role of the theme, so that PDF and EPUB colour it by a rule and Word by a character style.
"""

import re
from typing import Any

from markupsafe import Markup, escape
from pygments.lexers import find_lexer_class_by_name, get_all_lexers
from pygments.token import Token
from pygments.util import ClassNotFound

_LONGEST = 60_000  # characters: some lexers take more than linear time
# The first that a token's type lies in; what lies in none is plain.
_CLASSES: tuple[tuple[Any, str], ...] = (
    (Token.Comment.Preproc, "keyword"),
    (Token.Comment, "comment"),
    (Token.Generic.Deleted, "deleted"),
    (Token.Generic.Inserted, "inserted"),
    (Token.Generic.Heading, "keyword"),
    (Token.Generic.Subheading, "keyword"),
    (Token.Generic.Prompt, "comment"),
    (Token.Literal.Number, "number"),
    (Token.Literal.String, "string"),
    (Token.Literal.Date, "number"),
    (Token.Name.Function, "name"),
    (Token.Name.Class, "name"),
    (Token.Name.Tag, "keyword"),
    (Token.Name.Attribute, "name"),
    (Token.Name.Decorator, "name"),
    (Token.Name.Builtin, "name"),
    (Token.Name.Exception, "name"),
    (Token.Name.Constant, "number"),
    (Token.Operator.Word, "keyword"),
    (Token.Operator, "operator"),
    (Token.Keyword.Constant, "number"),
    (Token.Keyword, "keyword"),
)
# Names that say that there is no language to colour.
_PLAIN = frozenset("text txt plain plaintext none raw output console-output ascii nohighlight".split())


def highlighted(code: str, language: str) -> Markup | None:
    """The markup of code with its words in classes; None when the language is not known."""
    if language.lower() in _PLAIN:
        return escape(code)
    lexer_class = _lexer(language)
    if lexer_class is None:
        return None
    if len(code) > _LONGEST:
        return escape(code)
    parts: list[tuple[str, str]] = []
    try:
        for _, token, text in lexer_class().get_tokens_unprocessed(code):
            name = _class_of(token) if text.strip() else ""
            if parts and (parts[-1][0] == name or not text.strip()):
                parts[-1] = (parts[-1][0], parts[-1][1] + text)
            else:
                parts.append((name, text))
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError):
        return escape(code)  # what lexers end in on text that is not of their language
    if "".join(text for _, text in parts) != code:
        return escape(code)
    return Markup("").join(
        Markup('<span class="token-{}">{}</span>').format(name, text) if name else escape(text) for name, text in parts
    )


def near_language(language: str) -> str:
    """The known name that an unknown one is likely a slip for; "" when there is none."""
    import difflib

    names = sorted({alias for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases})
    word = re.sub(r"[^\w+#.-]", "", language.lower())
    return next(iter(difflib.get_close_matches(word, names, 1, 0.8)), "") if len(word) > 2 else ""


def _lexer(language: str) -> Any:
    try:
        return find_lexer_class_by_name(language)
    except ClassNotFound:
        return None


def _class_of(token: Any) -> str:
    return next((name for kind, name in _CLASSES if token in kind), "")
