"""The tags of Hugo, Liquid and Nunjucks in a text: where each stands, what it is called, and its arguments."""

import re

_OPENING = re.compile(r"(?<!\\)(?:\{\{[<%]|\{\{|\{%|\{#[-\s])")  # a backslash before it says that it is text
_CLOSING = {"{{<": ">}}", "{{%": "%}}", "{{": "}}", "{%": "%}", "{#": "#}"}
_ARGUMENT = re.compile(r"""([\w-]+)\s*[=:]\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s,]+))"""
                       r"""|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s,]+)""")  # fmt: skip
# Between the two of these nothing is a tag; the second is that of Nunjucks.
_RAW = re.compile(r"\{%-?\s*(raw|verbatim)\s*-?%\}")
# All between these is a remark of the author's.
_REMARK = re.compile(r"\{%-?\s*(comment)\b[^%]*%\}|\{\{[<%]\s*(comment)\s*[%>]\}\}")
# What Liquid and Nunjucks decide with: they stand around text, and what becomes of that is not known.
FLOW = re.compile(
    r"end\w*|if\w*|else|elsif|elseif|elif|for|assign|unless|case|when|capture|set|block|macro|call|filter|tablerow|cycle|"
    r"increment|decrement|break|continue|extends|import|from|asyncEach|asyncAll"
)
MAX_LENGTH = 4000


def found_tags(text: str) -> list[tuple[int, str]]:
    """Every tag, expression and remark with its start; between {% raw %} and {% endraw %} there is none."""
    result: list[tuple[int, str]] = []
    ends: dict[str, int] = {}
    never: set[str] = set()  # what is closed nowhere below
    place = 0
    while opening := _OPENING.search(text, place):
        start, sign = opening.start(), opening.group().rstrip("- \t\n")
        closing = _CLOSING[sign]
        if ends.get(sign, -1) < opening.end():
            end = text.find(closing, opening.end())
            ends[sign] = len(text) if end < 0 else end
        end = ends[sign] + len(closing)
        source = text[start:end]
        if end > len(text) or len(source) > MAX_LENGTH or ("\n\n" in source and sign != "{#") or len(source) < 5:
            place = opening.end()
            continue
        if sign == "{{" and "{" in source[2:]:
            place = start + 1
            continue
        if (remark := _REMARK.fullmatch(source)) and (after := _end_of(remark[1] or remark[2], text, end, never)):
            source = text[start : after.end()]
            end = after.end()
        result.append((start, source))
        place = end
        if (raw := _RAW.fullmatch(source)) and (after := _end_of(raw[1], text, end, never)):
            result.append((after.start(), after.group()))
            place = after.end()
    return result


def _end_of(name: str, text: str, place: int, never: set[str]) -> re.Match[str] | None:
    if name in never:
        return None
    pattern = rf"\{{%-?\s*end{name}\s*-?%\}}|\{{\{{[<%]\s*/\s*{name}\s*[%>]\}}\}}"
    found = re.compile(pattern).search(text, place)
    if found is None:
        never.add(name)
    return found


def is_remark(source: str) -> bool:
    """Whether a tag is a remark of the author's, with all between its two halves."""
    return source.startswith("{#") or bool(_REMARK.match(source)) or bool(re.match(r"\{%-?\s*#", source))


def is_raw(source: str) -> bool:
    """Whether a tag is one half of the pair that keeps others from being tags."""
    return bool(re.fullmatch(r"\{%-?\s*(?:end)?(?:raw|verbatim)\s*-?%\}", source))


def name_of(source: str) -> str:
    """What a tag is called, "" for an expression."""
    found = re.match(r"\{\{?[<%]-?\s*(?:/\s*)?([\w./-]+)", source)
    return found[1] if found else ""


def pairs_in(sources: list[str]) -> dict[int, str]:
    """Which tags are the two halves of a pair: their number, "open" or "close" around text, "raw" around no tags."""
    result: dict[int, str] = {}
    waiting: dict[str, list[int]] = {}
    for number, source in enumerate(sources):
        opening = _RAW.fullmatch(source)
        if opening and sources[number + 1 : number + 2] and _ends(opening[1], sources[number + 1]):
            result[number] = result[number + 1] = "raw"
        if not source.startswith(("{{<", "{{%", "{%")) or is_remark(source) or is_raw(source):
            continue
        name = name_of(source)
        liquid = source.startswith("{%")
        if liquid and FLOW.fullmatch(name) and not (name.startswith("end") and waiting.get(f"{{% {name[3:]}")):
            continue
        closes = name.startswith("end") if liquid else bool(re.match(r"\{\{[<%]\s*/", source))
        key = f"{{% {name.removeprefix('end') if closes else name}" if liquid else name
        if closes and waiting.get(key):
            result[waiting[key].pop()] = "open"
            result[number] = "close"
        elif not closes:
            waiting.setdefault(key, []).append(number)
    return result


def _ends(name: str, source: str) -> bool:
    return bool(re.fullmatch(rf"\{{%-?\s*end{name}\s*-?%\}}", source))


def arguments_of(source: str, name: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The words of a tag behind its name, and its options by their names in small letters."""
    inner = re.sub(r"^\{\{?[<%]-?|[/\s]*-?[>%]\}\}?$", "", source)
    inner = inner[inner.find(name) + len(name) :]
    words: list[str] = []
    options: dict[str, str] = {}
    for found in _ARGUMENT.finditer(inner):
        value = next((value for value in found.groups()[1:] if value is not None), "")
        value = value.replace("\\_", "_").replace('\\"', '"')
        if found[1]:
            options[found[1].lower()] = value
        else:
            words.append(value)
    return tuple(words), options
