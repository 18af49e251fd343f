"""Stretches of text of one direction, which Word wants marked."""

import re

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LTR = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u024f\u0370-\u058f\u1e00-\u1fff"
# A stretch of the other direction goes from its first letter to its last, with the spaces and signs between.
_LTR_IN_RTL = f"[{_LTR}](?:[^{_RTL}]*[{_LTR}0-9])?"
_RTL_IN_LTR = f"[{_RTL}](?:[^{_LTR}]*[{_RTL}])?"


def directed(text: str, rtl: bool) -> list[tuple[str, bool]]:
    """The text in stretches of one direction, each with whether it is set from right to left.

    Word needs every right-to-left run marked, and takes font and size of the complex script only there.
    """
    if not rtl and max(text) < _RTL[0]:
        return [(text, False)]
    parts: list[tuple[str, bool]] = []
    place = 0
    for found in re.finditer(_LTR_IN_RTL if rtl else _RTL_IN_LTR, text):
        if found.start() > place:
            parts.append((text[place : found.start()], rtl))
        parts.append((found.group(), not rtl))
        place = found.end()
    if place < len(text):
        parts.append((text[place:], rtl))
    return parts
