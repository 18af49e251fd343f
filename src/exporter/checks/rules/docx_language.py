"""Rules of a Word file's languages: said, said rightly, and those that it is written in."""

from collections.abc import Iterator
from typing import Any

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.docx import Subject, W, is_code, is_on
from exporter.checks.rules.words import shortened
from exporter.readers.languages import (
    RIGHT_TO_LEFT,
    fault_of_tag,
    foreign_script,
    other_language,
    script_of,
)

_EAST_ASIAN = frozenset(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"))


@rule("V406", "error", "the text says its language",
      why="A screen reader speaks French words with an English voice, and the spelling checker marks each of them.",
      mend="set the language of the default style", source="WCAG 2.1, 3.1.1; ECMA-376-1, 17.3.2.20")  # fmt: skip
def spoken(subject: Subject) -> Iterator[Finding]:
    root = subject.beside("styles")
    langs = root.iter(f"{W}lang") if root is not None else ()
    if not any(lang.get(f"{W}val") or lang.get(f"{W}bidi") for lang in langs):
        yield Finding("no style says a language")


@rule("V436", "error", "a language is named by its tag",
      why="A program that does not know the name speaks as it likes.",
      mend="write a tag of BCP 47: en-GB, pt-BR, zh-Hant", source="ECMA-376-1, 22.9.2.6; WCAG 2.1, 3.1.1, 3.1.2",
      )  # fmt: skip
def tagged(subject: Subject) -> Iterator[Finding]:
    styles = subject.beside("styles")
    told: set[str] = set()
    for name, root in [*subject.texts, *([("styles", styles)] if styles is not None else [])]:
        for element in root.iter(f"{W}lang"):
            for tag in element.attrib.values():
                is_number = len(tag) == 4 and all(sign in "0123456789abcdefABCDEF" for sign in tag)
                if tag and tag not in told and not is_number and (fault := fault_of_tag(tag)):
                    told.add(tag)
                    yield Finding(fault, subject.place(name, element))


@rule("V437", "warning", "the text is in the language that it is said to be in",
      why="A screen reader spells the letters out one by one, or speaks words that nobody understands.",
      mend="select the words and set their language (Review, Language)", source="WCAG 2.1, 3.1.1, 3.1.2")  # fmt: skip
def spelt(subject: Subject) -> Iterator[Finding]:
    own: dict[str, list[str]] = {}
    for name, root in subject.texts:
        if name == subject.main and _is_plain(root):  # nothing to tell apart
            tag = _of_style(subject, subject.default_style)[0]
            own[tag] = [words for paragraph, words in subject.lines if not is_code(_style_of(subject, paragraph))]
            continue
        for paragraph in root.iter(f"{W}p"):
            pieces = _pieces(subject, paragraph)
            for lang, words in pieces:
                if name == subject.main and not words.isspace():
                    own.setdefault(lang[0], []).append(words)
                if words.isascii():
                    continue
                for kind, tag in enumerate(lang):
                    script, found = foreign_script(_read_as(words, kind), tag)
                    if script:
                        text = f'"{shortened(found, 30)}" is {script}, and said to be "{tag}"'
                        yield Finding(text, subject.place(name, paragraph))
    for tag, texts in own.items():
        if other := other_language(" ".join(texts), tag):
            yield Finding(f'the text is said to be "{tag}", and is written in "{other}"')


def _pieces(subject: Subject, paragraph: Any) -> list[tuple[tuple[str, str, str], str]]:
    """The words of a paragraph by their languages: for Latin and its like, for East Asian, for right to left."""
    found: list[tuple[tuple[str, str, str], str]] = []
    identifier = _style_of(subject, paragraph)
    if is_code(identifier):
        return []
    around = subject.once(_by_style).setdefault(identifier, _of_style(subject, identifier))
    for run in paragraph.iter(f"{W}r"):
        words = "".join(text.text or "" for text in run.iterchildren(f"{W}t"))
        if not words:
            continue
        properties = run.find(f"{W}rPr")
        lang = around
        if properties is not None:
            hidden = properties.find(f"{W}noProof")
            if hidden is not None and is_on(hidden.get(f"{W}val")):
                continue
            character = properties.find(f"{W}rStyle")
            if character is not None:
                if is_code(character.get(f"{W}val") or ""):
                    continue
                lang = _over(subject, character.get(f"{W}val") or "", lang)
            lang = _merged(lang, properties.find(f"{W}lang"))
        if found and found[-1][0] == lang:
            found[-1] = lang, found[-1][1] + words
        else:
            found.append((lang, words))
    return found


def _is_plain(root: Any) -> bool:
    """Whether a text names no language of its own anywhere, and has no letters but Latin ones."""
    if next(root.iter(f"{W}lang"), None) is not None:
        return False
    text = "".join(text.text or "" for text in root.iter(f"{W}t"))
    return text.isascii() or not any(map(script_of, set(text)))


def _style_of(subject: Subject, paragraph: Any) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return str(style.get(f"{W}val")) if style is not None else subject.default_style


def _by_style(subject: Subject) -> dict[str, tuple[str, str, str]]:  # noqa: ARG001 - filled as styles are met
    return {}


def _of_style(subject: Subject, identifier: str) -> tuple[str, str, str]:
    root = subject.beside("styles")
    default = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang") if root is not None else None
    return _over(subject, identifier, _merged(("", "", ""), default))


def _over(subject: Subject, identifier: str, lang: tuple[str, str, str]) -> tuple[str, str, str]:
    for style in reversed(list(subject.chain(identifier))):
        lang = _merged(lang, style.find(f"{W}rPr/{W}lang"))
    return lang


def _merged(lang: tuple[str, str, str], element: Any) -> tuple[str, str, str]:
    if element is None:
        return lang
    named = (element.get(f"{W}{name}") or "" for name in ("val", "eastAsia", "bidi"))
    val, east, bidi = (new or old for new, old in zip(named, lang, strict=True))
    return val, east, bidi


def _read_as(words: str, kind: int) -> str:
    """The part of words that Word takes one of the three languages for."""
    wanted = (None, _EAST_ASIAN, RIGHT_TO_LEFT)[kind]
    others = _EAST_ASIAN | RIGHT_TO_LEFT

    def is_read(sign: str) -> bool:
        return script_of(sign) in wanted if wanted else script_of(sign) not in others

    return "".join(sign if not sign.isalpha() or is_read(sign) else " " for sign in words)
