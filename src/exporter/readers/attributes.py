"""Reads attribute lists as pandoc, Djot and kramdown write them: {#id .class key=value}, {: .class}."""

import re

_ITEM = re.compile(
    r"""[ \t]*(?:
        \#(?P<id>[^\s{}.#=]+)
      | \.(?P<class>[^\s{}.#=]+)
      | (?P<key>[A-Za-z_:][\w:.-]*)=(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'|(?P<bare>[^\s"'{}=]+))
      | (?P<dash>-)(?=[\s}])
      | (?P<word>[A-Za-z][\w-]*)(?=[\s}])
    )(?=[\s}.#])""",
    re.VERBOSE,
)
_END = re.compile(r"[ \t]*\}")


def parse_attributes(text: str, start: int = 0) -> tuple[int, dict[str, str]] | None:
    """The attributes that begin with the brace at `start`, and where they end; None when this is no such list.

    Classes come joined by spaces under "class", the id under "id"; a later value of a name wins.
    """
    if not text.startswith("{", start):
        return None
    place = start + 2 if text.startswith("{:", start) else start + 1
    attributes: dict[str, str] = {}
    classes: list[str] = []
    while True:
        found = _ITEM.match(text, place)
        if found is None or (found["word"] and not text.startswith("{:", start)):
            break
        place = found.end()
        if found["id"]:
            attributes["id"] = found["id"]
        elif found["class"]:
            classes.append(found["class"])
        elif found["word"]:
            attributes[found["word"].lower()] = ""  # kramdown's {:toc}
        elif found["dash"]:
            classes.append("unnumbered")  # pandoc's short form
        else:
            value = next(value for value in found.group("double", "single", "bare") if value is not None)
            if found["key"] == "class":
                classes.extend(value.split())
            else:
                attributes[found["key"].lower()] = value
    end = _END.match(text, place)
    if end is None or not (attributes or classes):
        return None
    if classes:
        attributes["class"] = " ".join(classes)
    return end.end(), attributes


def merge(attrs: dict[str, str], more: dict[str, str]) -> None:
    """Put more attributes to some; classes come together."""
    classes = " ".join(filter(None, (attrs.get("class"), more.get("class"))))
    attrs.update(more)
    if classes:
        attrs["class"] = classes
