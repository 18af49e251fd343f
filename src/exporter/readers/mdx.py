"""What a page of MDX has beside Markdown: modules, expressions in braces, and remarks; none of it is ever run."""

import re
from collections.abc import Iterable, Iterator

# Where something begins: a fence of code, code in a line, a module, an expression.
_SIGN = re.compile(
    r"(?:\A|(?<=\n))[ \t>]*(?P<fence>`{3,}|~{3,})|`+|\{|"
    r"(?:\A|(?<=\n))(?:import(?=[ ]+[\w*{'\"]|\{)|export(?=[ ]+[\w*{]|\{))"
)
# The same on a page that is not known to be MDX: a line that begins a block and can be nothing else.
_SURE = re.compile(
    r"""(?:\A|(?<=\n))(?:import[ ]+(?:[\w*{][^'";]{0,400}?\sfrom\s+)?(['"])[^'"\n]+\1;?"""
    r"""|export[ ]+(?:default|const|let|function)[ ][^\n]*|export[ ]*\{[^\n]*\};?)[ \t]*(?=\n|\Z)"""
)
_REMARK = re.compile(r"\{\s*/\*(?:(?!\*/).){0,3900}?\*/\s*\}", re.DOTALL)
_CLOSING = re.compile(r"\*/\s{0,20}\}")
_STRING = re.compile(r"""\{\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)'|`([^`\\$]*)`|(-?\d+(?:\.\d+)?))\s*\}""")
_FILE = re.compile(r"""\{\s*(?:require|useBaseUrl)\(\s*(["'])([^"'\n]+)\1\s*\)(?:\.default)?\s*\}""")
_CONSTANT = re.compile(
    r"""export\s+const\s+([A-Za-z_$][\w$]*)\s*=\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)'|`([^`\\$]*)`|(-?\d+(?:\.\d+)?));?"""
)
_FIELD = re.compile(r"\{\s*frontMatter((?:\.\w+)+)\s*\}")
_TEXT = re.compile(
    r"""[^{}"'`\n/]+|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|/\*[^*]{0,1000}\*/|.""", re.DOTALL
)
_LONGEST = 4000
_MOST_FAULTS = 60  # braces that never close: beyond them no more are looked at, so that no text takes long
_LONGEST_CODE = 20_000  # of code in a line


def is_mdx(name: str, text: str) -> bool:
    """Whether a text is MDX: by its file's ending, or by what it imports or exports."""
    if name.lower().endswith(".mdx"):
        return True
    return ("import " in text or "export " in text) and bool(sure_modules(text))


def sure_modules(text: str) -> list[tuple[int, str]]:
    """The lines that import or export something at the beginning of a block."""
    return [
        (found.start(), found.group())
        for found in _SURE.finditer(text)
        if _begins_block(text, found.start()) and "\n\n" not in found.group()
    ]


def found_pieces(text: str) -> list[tuple[int, str]]:
    """Every module and expression of a page of MDX with its start, in the order of the text; none stands in code."""
    result: list[tuple[int, str]] = []
    place = faults = 0
    while found := _SIGN.search(text, place):
        start, sign = found.start(), found.group()
        place = found.end()
        if sign == "{":
            source = _expression(text, start) if faults < _MOST_FAULTS else ""
            faults += not source
        elif sign[-1] in "`~":
            place = _end_of_code(text, found)
            continue
        else:
            end = _end_of_module(text, start) if faults < _MOST_FAULTS else 0
            faults += not end
            line = text.find("\n", start)
            source = text[start : end or (line if line >= 0 else len(text))] if _begins_block(text, start) else ""
        if source:
            result.append((start, source))
            place = start + len(source)
    return result


def remarks(text: str) -> list[tuple[int, str]]:
    """The remarks in braces alone, as they are known on any page."""
    result: list[tuple[int, str]] = []
    place = end = 0
    while (start := text.find("{/*", place)) >= 0:
        place = start + 3
        if end < place:
            end = text.find("*/", place)
            if end < 0:
                break
        closing = _CLOSING.match(text, end)
        if closing and closing.end() - start <= _LONGEST:
            place = closing.end()
            result.append((start, text[start:place]))
    return result


def is_remark(source: str) -> bool:
    """Whether a piece is a remark."""
    return bool(_REMARK.fullmatch(source))


def value_of(source: str) -> str | None:
    """The text that an expression surely stands for: that of a string or a number, a file's name; None for others."""
    if found := _STRING.fullmatch(source):
        return next(value for value in found.groups() if value is not None)
    found = _FILE.fullmatch(source)
    return found[2] if found else None


def field_of(source: str) -> str:
    """The field of the front matter that an expression shows; "" for others."""
    found = _FIELD.fullmatch(source)
    return found[1].removeprefix(".") if found else ""


def constants_in(sources: Iterable[str]) -> dict[str, str]:
    """The texts and numbers that a page's modules give names, which its expressions may show."""
    return {
        found[1]: next(value for value in found.groups()[1:] if value is not None)
        for source in sources
        if (found := _CONSTANT.fullmatch(source.strip()))
    }


def name_of(source: str) -> str:
    """The name that an expression consists of; "" for others."""
    found = re.fullmatch(r"\{\s*([A-Za-z_$][\w$]*)\s*\}", source)
    return found[1] if found else ""


def _end_of_code(text: str, opening: re.Match[str]) -> int:
    """Where code ends: at a fence as long as its first, or at as many backticks in the same paragraph."""
    if fence := opening["fence"]:
        closing = re.compile(rf"\n[ \t>]*{re.escape(fence)}{fence[0]}*[ \t]*(?=\n|\Z)").search(text, opening.end())
        return closing.end() if closing else len(text)
    last = opening.end() + _LONGEST_CODE
    end = text.find("\n\n", opening.end(), last)
    closing = re.compile(rf"(?<!`){opening.group()}(?!`)").search(text, opening.end(), end if end >= 0 else last)
    return closing.end() if closing else opening.end()


def _begins_block(text: str, start: int) -> bool:
    """Whether a module stands above all, below an empty line, or below another one."""
    near = text[max(0, start - 500) : start]
    above = near.rstrip("\n")
    if (not above.strip() and len(near) == start) or near.endswith("\n\n"):
        return True
    line = above[above.rfind("\n") + 1 :]
    return bool(re.match(r"import[ {'\"]|export[ {]|\}|[)\]];?\s*$", line))


def _end_of_module(text: str, start: int) -> int:
    """Where a module ends: at its statement's end, when the brackets are closed; 0 when they never are."""
    depth = 0
    for piece in _pieces(text, start):
        sign = piece.group()
        if sign[0] not in "\"'`/":
            depth += sum(map(sign.count, "{[(")) - sum(map(sign.count, "}])"))
        if sign == "\n" and depth <= 0:
            return piece.start()
        if piece.end() - start > _LONGEST:
            return 0
    return len(text) if depth <= 0 else 0


def _expression(text: str, start: int) -> str:
    """The expression that begins with a brace; "" where it is none: attributes, or a brace that never closes."""
    if text[start - 1 : start] == "\\" or re.match(r"\{[#.:%=}]", text[start : start + 2]):
        return ""
    if found := _REMARK.match(text, start):
        return found.group()
    depth = 0
    for piece in _pieces(text, start):
        sign = piece.group()
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return text[start : piece.end()]
        if piece.end() - start > _LONGEST:
            break
    return ""


def _pieces(text: str, start: int) -> Iterator[re.Match[str]]:
    return _TEXT.finditer(text, start, start + _LONGEST + 100)
