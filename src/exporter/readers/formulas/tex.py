"""Formulas that are TeX already, without what stands around them."""

import re

_FRAME = re.compile(r"\\begin\s*\{document\}(.*)\\end\s*\{document\}", re.DOTALL)
_DOLLARS = re.compile(r"\A\s*(?:\$\$(.*)\$\$|\$(.*)\$|\\\[(.*)\\\]|\\\((.*)\\\))\s*\Z", re.DOTALL)
_STYLED = re.compile(r"\A\s*\{\s*\\(?:display|text)style\b(.*)\}\s*\Z", re.DOTALL)


def bare(text: str) -> str:
    """A formula in TeX without the document around it, its dollars, and the style that says how large it is set."""
    if found := _FRAME.search(text):
        text = found[1]
    if found := _DOLLARS.match(text):
        text = next(part for part in found.groups() if part is not None)
    if (found := _STYLED.match(text)) and _is_one_group(text.strip()):
        text = found[1]
    return text.strip()


def _is_one_group(text: str) -> bool:
    """Whether the brace that opens a text is closed by its last one."""
    depth = 0
    for found in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0:
            return found.end() == len(text)
    return False
