"""Writes what Word's schemas say of order, attributes and values as one compact table, a line a type.

Usage: python .ci/word_schema.py FOLDER, where FOLDER holds the transitional schemas of ECMA-376 part 4 (wml.xsd and
what it imports). The table is data of the checks; the schemas themselves are not kept here.
"""

import json
import re
import sys
from pathlib import Path

from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"
TABLE = Path(__file__).parents[1] / "src" / "exporter" / "checks" / "rules" / "word_schema.json"
# The namespaces that a Word file's text is written in, by the prefix that the table has for each.
PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/sharedTypes": "s",
    "http://schemas.openxmlformats.org/schemaLibrary/2006/main": "sl",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
ROOTS = ("w", "wp", "pic", "m")  # all that these define at the top, and what is reached from it
# Simple types of XML Schema as patterns.
BUILT_IN = {
    "boolean": "true|false|0|1",
    **dict.fromkeys(("integer", "int", "long", "short", "byte"), "[+-]?[0-9]+"),
    **dict.fromkeys(("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"), "[+]?[0-9]+"),
    "double": "[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?|INF|-INF|NaN",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "dateTime": "-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?",
}  # fmt: skip


class Schemas:
    """The schemas of a folder; names are "prefix:name"."""

    def __init__(self, folder: Path) -> None:
        self.named = {}
        for path in sorted(folder.glob("*.xsd")):
            root = etree.parse(path).getroot()
            prefix = PREFIXES.get(root.get("targetNamespace"))
            for item in root if prefix else ():
                if isinstance(item.tag, str) and item.get("name"):
                    self.named[item.tag.removeprefix(XSD), f"{prefix}:{item.get('name')}"] = item

    def name(self, item, written: str) -> str:
        """A reference as "prefix:name"; XML Schema's own have the prefix "xsd"."""
        prefix, _, local = written.rpartition(":")
        space = item.nsmap.get(prefix or None) or item.getroottree().getroot().get("targetNamespace")
        return f"xsd:{local}" if space == XSD[1:-1] else f"{PREFIXES.get(space, '?')}:{local}"

    def own(self, item) -> str:
        return PREFIXES.get(item.getroottree().getroot().get("targetNamespace"), "?")

    def pattern(self, written: str) -> str:
        """The values of a simple type as a pattern; "" for any."""
        if written.startswith("xsd:"):
            return BUILT_IN.get(written[4:], "")
        item = self.named.get(("simpleType", written))
        return self._pattern(item) if item is not None else ""

    def _pattern(self, item) -> str:
        union = item.find(f"{XSD}union")
        if union is not None:
            members = [self.pattern(self.name(union, name)) for name in (union.get("memberTypes") or "").split()]
            members += [self._pattern(member) for member in union.findall(f"{XSD}simpleType")]
            return "|".join(dict.fromkeys(members)) if all(members) else ""
        if item.find(f"{XSD}list") is not None:
            return ""
        rule = item.find(f"{XSD}restriction")
        values = [re.escape(value.get("value")) for value in rule.findall(f"{XSD}enumeration")]
        if values:
            return "|".join(values)
        patterns = [value.get("value") for value in rule.findall(f"{XSD}pattern")]
        if patterns:
            return "|".join(patterns)
        length = rule.find(f"{XSD}length")
        base = self.name(rule, rule.get("base"))
        if base == "xsd:hexBinary" and length is not None:
            return f"[0-9a-fA-F]{{{2 * int(length.get('value'))}}}"
        return self.pattern(base)

    def parts(self, item, repeats: bool = False) -> list[dict]:
        """The content of a type, a group or a particle: parts in order, each {"may": how often, name: type}."""
        kind = item.tag.removeprefix(XSD)
        many = repeats or item.get("maxOccurs", "1") != "1"
        if kind == "element":
            return [{"#": "*" if many else "1", **self._element(item)}]
        if kind == "any":
            return [{"#": "*", "*": ""}]
        if kind == "group" and item.get("ref"):
            return self.parts(self.named["group", self.name(item, item.get("ref"))], many)
        inner = [child for child in item if child.tag in {XSD + name for name in
                 ("element", "any", "group", "sequence", "choice", "all")}]  # fmt: skip
        found = [part for child in inner for part in self.parts(child, many)]
        if kind == "choice" or (kind in ("sequence", "all") and many) or kind == "all":
            once = kind == "choice" and not many and all(part["#"] == "1" for part in found)
            merged = {"#": "1" if once else "*"}
            for part in found:
                merged.update({name: type for name, type in part.items() if name != "#"})
            return [merged] if len(merged) > 1 else []
        return found

    def _element(self, item) -> dict[str, str]:
        if item.get("ref"):
            name = self.name(item, item.get("ref"))
            target = self.named.get(("element", name))
            return {name: self.name(target, target.get("type")) if target is not None else ""}
        written = item.get("type")
        return {f"{self.own(item)}:{item.get('name')}": self.name(item, written) if written else ""}

    def content(self, item) -> list[dict]:
        """The parts of a complex type, with those of the type that it extends before them."""
        extension = item.find(f"{XSD}complexContent/{XSD}extension")
        if extension is not None:
            base = self.named["complexType", self.name(extension, extension.get("base"))]
            return [*self.content(base), *self.parts(extension)]
        return self.parts(item)

    def attributes(self, item) -> dict[str, str]:
        """The attributes of a complex type: name ("w:val", "id", with "!" before what has to be there) -> pattern."""
        found = {}
        extension = item.find(f"{XSD}complexContent/{XSD}extension")
        if extension is not None:
            found |= self.attributes(self.named["complexType", self.name(extension, extension.get("base"))])
        simple = item.find(f"{XSD}simpleContent/{XSD}extension")
        for holder in (item, extension, simple):
            for attribute in holder if holder is not None else ():
                if attribute.tag == f"{XSD}attribute":
                    found |= self._attribute(attribute)
                elif attribute.tag == f"{XSD}attributeGroup":
                    found |= self.attributes(self.named["attributeGroup", self.name(attribute, attribute.get("ref"))])
        return found

    def _attribute(self, item) -> dict[str, str]:
        must = "!" if item.get("use") == "required" else ""
        if item.get("ref"):
            return {must + self.name(item, item.get("ref")): ""}
        qualified = item.getroottree().getroot().get("attributeFormDefault") == "qualified"
        name = f"{self.own(item)}:{item.get('name')}" if qualified else item.get("name")
        return {must + name: self.name(item, item.get("type")) if item.get("type") else ""}


def table(folder: Path) -> dict:
    """What is reached from the elements that stand at the top."""
    schemas = Schemas(folder)
    tops = {
        name: schemas.name(item, item.get("type"))
        for (kind, name), item in schemas.named.items()
        if kind == "element" and item.get("type") and name.partition(":")[0] in ROOTS
    }
    types, values = {}, {}
    waiting = list(tops.values())
    while waiting:
        name = waiting.pop()
        item = schemas.named.get(("complexType", name))
        if name in types or item is None:
            continue
        parts = schemas.content(item)
        types[name] = [parts, schemas.attributes(item)]
        values |= {type: schemas.pattern(type) for type in types[name][1].values() if type}
        waiting += [type for part in parts for child, type in part.items() if child != "#" and type]
    values = {name: pattern for name, pattern in values.items() if pattern}
    for parts_and_attributes in types.values():
        attributes = parts_and_attributes[1]
        parts_and_attributes[1] = {name: type if type in values else "" for name, type in attributes.items()}
    return {"elements": tops, "values": values, "sets": shared([parts for parts, _ in types.values()]), "types": types}


def shared(contents: list[list[dict]]) -> dict[str, dict]:
    """The choices that several types have: each stands once, and is named in its parts by "@"."""
    seen = {}
    for parts in contents:
        for part in parts:
            if len(part) > 4:
                seen.setdefault(json.dumps(part), []).append(part)
    sets = {}
    for same in seen.values():
        if len(same) > 1:
            name = str(len(sets) + 1)
            sets[name] = {child: type for child, type in same[0].items() if child != "#"}
            for part in same:
                often = part["#"]
                part.clear()
                part.update({"#": often, "@": name})
    return sets


def main() -> int:
    made = table(Path(sys.argv[1]))
    spaces = {prefix: space for space, prefix in PREFIXES.items() if prefix not in ("s", "sl")}
    lines = [f' "spaces": {json.dumps(spaces)}']
    for key, entries in made.items():
        rows = [f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in sorted(entries.items())]
        lines.append(f' "{key}": {{\n' + ",\n".join(rows) + "\n }")
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
