"""What tokens of phrasing content say of one another."""

from markdown_it.token import Token

_CJK = (("\u2e80", "\u312f"), ("\u3190", "\u9fff"), ("\uf900", "\ufaff"), ("\uff01", "\uff60"))


def is_unspaced(tokens: list[Token], number: int) -> bool:
    """Whether a line break stands between two signs of scripts that set no space between words.

    The one behind the title of a box (`[!NOTE] title`) stays: it says where the title ends.
    """
    if tokens[0].content.startswith("[!") and all(token.type != "softbreak" for token in tokens[:number]):
        return False
    return _is_cjk(_beside(tokens, number, -1)[-1:]) and _is_cjk(_beside(tokens, number, 1)[:1])


def plain_words(token: Token) -> str:
    """The words of a picture's alternative text, without the markup in it."""
    words = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type == "image":
            words.append(plain_words(child))
        elif child.type != "html_inline":
            words.append(child.content)
    return "".join(words)


def _beside(tokens: list[Token], number: int, step: int) -> str:
    """The text before or after a token, past the beginnings and ends of links and emphasis; "" where none follows."""
    number += step
    while 0 <= number < len(tokens) and (tokens[number].nesting or tokens[number].type == "text"):
        if tokens[number].content:
            return tokens[number].content
        number += step
    return ""


def _is_cjk(sign: str) -> bool:
    """Whether a sign is of a script that sets no space between words; as a pattern it cost 4 ms at every start."""
    return any(first <= sign <= last for first, last in _CJK)
