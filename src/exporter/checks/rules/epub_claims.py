"""Rules of what a book says of its accessibility: it is said, it is true, and it is all."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.epub import HEADINGS, OPF, Subject, local
from exporter.checks.rules.words import counted

_SSML = "{http://www.w3.org/2001/10/synthesis}ph"
_TEX = ("application/x-tex", "application/x-latex", "latex")
_CONFORMS = re.compile(r"EPUB Accessibility 1\.[1-9] - WCAG 2\.[0-2] Level A{1,3}")
_CONFORMS_1_0 = re.compile(r"https?://www\.idpf\.org/epub/a11y/accessibility-20170105\.html#wcag-a{1,3}")

# The vocabulary of schema.org's accessibility properties (W3C Community Group, "Schema.org Accessibility Properties
# for Discoverability Vocabulary"), 2 to 5.
_SENSES = frozenset("auditory tactile textual visual".split())
_TERMS = {
    "schema:accessMode": _SENSES.union(
        "chartOnVisual chemOnVisual colorDependent diagramOnVisual mathOnVisual musicOnVisual textOnVisual".split()
    ),
    "schema:accessibilityFeature": frozenset(
        "annotations ARIA bookmarks index printPageNumbers pageBreakMarkers pageNavigation readingOrder "
        "structuralNavigation tableOfContents taggedPDF alternativeText audioDescription captions closedCaptions "
        "describedMath longDescription openCaptions rubyAnnotations signLanguage transcript displayTransformability "
        "synchronizedAudioText timingControl unlocked ChemML latex latex-chemistry MathML MathML-chemistry ttsMarkup "
        "highContrastAudio highContrastDisplay largePrint braille tactileGraphic tactileObject fullRubyAnnotations "
        "horizontalWriting verticalWriting withAdditionalWordSegmentation withoutAdditionalWordSegmentation none "
        "unknown".split()
    ),
    "schema:accessibilityHazard": frozenset(
        "flashing motionSimulation sound none noFlashingHazard noMotionSimulationHazard noSoundHazard unknown "
        "unknownFlashingHazard unknownMotionSimulationHazard unknownMotionSimultationHazard unknownSoundHazard".split()
    ),
}
_HAZARDS = (
    ("flashing", "noFlashingHazard", "unknownFlashingHazard"),
    ("motionSimulation", "noMotionSimulationHazard", "unknownMotionSimulationHazard"),
    ("sound", "noSoundHazard", "unknownSoundHazard"),
)


@rule("V301", "error", "the package says how the book can be read",
      why="Libraries and shops show these claims; who needs a book that can be read aloud filters by them.",
      mend="state accessMode, accessibilityFeature and accessibilityHazard",
      source="EPUB Accessibility 1.1, 2.2")  # fmt: skip
def claims(subject: Subject) -> Iterator[Finding]:
    yield from _unsaid(subject, "accessMode", "accessibilityFeature", "accessibilityHazard")


@rule("V302", "error", "what the package claims is in the book",
      why="A claim that is not true is worse than none: the book is bought, and cannot be read.",
      mend="claim what is there, and nothing else", source="EPUB Accessibility 1.1, 2.2; schema.org")  # fmt: skip
def truthful(subject: Subject) -> Iterator[Finding]:
    features = dict.fromkeys(value.partition("/")[0] for value in subject.meta.get("schema:accessibilityFeature", []))
    for feature in features:
        reason = _FEATURES[feature](subject) if feature in _FEATURES else ""
        if reason:
            yield Finding(f"it claims {feature}; {reason}", subject.path)
    modes = subject.meta.get("schema:accessMode", [])
    if modes and subject.telling and "visual" not in modes:
        yield Finding("it has pictures, and does not say accessMode visual", subject.path)
    if modes and subject.holds("audio", "video") and "auditory" not in modes:
        yield Finding("it has audio or video, and does not say accessMode auditory", subject.path)
    if "auditory" in modes and not subject.holds("audio", "video") and not _has(subject, "audio/", "video/"):
        yield Finding("it claims accessMode auditory; there is nothing to hear", subject.path)
    if "visual" in modes and not _has(subject, "image/", "video/") and not subject.holds("svg", "img"):
        yield Finding("it claims accessMode visual; there is no picture", subject.path)
    bare = _undescribed(subject)
    if bare and "textual" in subject.meta.get("schema:accessModeSufficient", []):
        yield Finding(f"it claims that its text suffices; {bare}", subject.path)
    if bare and any(_CONFORMS.match(v) or _CONFORMS_1_0.match(v) for v in _conformances(subject)):
        yield Finding(f"it claims to conform to WCAG; {bare}", subject.path)


@rule("V312", "warning", "what makes the book accessible is claimed",
      why="Nobody finds a book by what it does not say of itself.",
      mend="add an accessibilityFeature for it", source="EPUB Accessibility 1.1, 2.2")  # fmt: skip
def told(subject: Subject) -> Iterator[Finding]:
    features = {value.partition("/")[0] for value in subject.meta.get("schema:accessibilityFeature", [])}
    if not features - {"none", "unknown"}:
        return
    there = {
        "tableOfContents": "a table of contents" if not _lacks_contents(subject) else "",
        "structuralNavigation": "headings" if not _lacks_headings(subject) else "",
        "alternativeText": "pictures that are all described"
        if subject.informative and not _undescribed(subject) else "",
        "MathML": "formulas in MathML" if subject.holds("math") else "",
        "pageNavigation": "a list of pages" if not _lacks_pages(subject) else "",
        "synchronizedAudioText": "a narration" if _has(subject, "application/smil") else "",
        "ttsMarkup": "help for pronunciation" if not _lacks_pronunciation(subject) else "",
        "index": "an index" if not _lacks_index(subject) else "",
    }  # fmt: skip
    for feature, what in there.items():
        if what and feature not in features:
            yield Finding(f"it has {what}, and does not claim {feature}", subject.path)


@rule("V313", "warning", "claims are made in the words of the vocabulary",
      why="A shop or a library that does not know the word drops the claim.",
      mend="take a term of the vocabulary", source="EPUB Accessibility 1.1, 2.2; schema.org vocabulary, 3 to 6",
      )  # fmt: skip
def worded(subject: Subject) -> Iterator[Finding]:
    for name, terms in _TERMS.items():
        for value in subject.meta.get(name, []):
            if value.partition("/")[0] not in terms:
                like = next(
                    (term for term in sorted(terms) if term.casefold() == value.casefold().replace(" ", "")), ""
                )
                hint = f'; it is written "{like}"' if like else ""
                yield Finding(f'"{value}" is no {name.partition(":")[2]}{hint}', subject.path)
    for value in subject.meta.get("schema:accessModeSufficient", []):
        if value and not {part.strip() for part in value.split(",")} <= _SENSES:
            yield Finding(f'"{value}" is no set of access modes ("textual,visual")', subject.path)


@rule("V314", "error", "claims do not contradict each other",
      why="Of two claims that exclude each other a reader believes the wrong one.",
      mend="keep the one that is true", source="EPUB Accessibility 1.1, 2.2; schema.org vocabulary, 5")  # fmt: skip
def consistent(subject: Subject) -> Iterator[Finding]:
    for name in ("schema:accessibilityFeature", "schema:accessibilityHazard"):
        values = set(subject.meta.get(name, []))
        alone = sorted(values & {"none", "unknown"})
        if alone and len(values) > 1:
            yield Finding(f'{name.partition(":")[2]} is "{alone[0]}", and something beside it', subject.path)
    hazards = set(subject.meta.get("schema:accessibilityHazard", []))
    for terms in _HAZARDS:
        said = [term for term in terms if term in hazards]
        if len(said) > 1:
            yield Finding(f"accessibilityHazard is {' and '.join(said)} at once", subject.path)


@rule("V315", "warning", "who says that there is no hazard has looked",
      why="Flashes can start a seizure; a film or an animation may hold some.",
      mend="watch it; state what it is, or the unknown hazard", source="EPUB Accessibility 1.1, 2.2; WCAG 2.1, 2.3.1",
      )  # fmt: skip
def harmless(subject: Subject) -> Iterator[Finding]:
    hazards = set(subject.meta.get("schema:accessibilityHazard", []))
    if hazards & {"none", "noFlashingHazard"}:
        films = [document.place(film) for document in subject.documents for film in document.each("video")]
        if films:
            yield Finding("it says that nothing flashes, and shows a film, of which no program can tell", films[0])
    if hazards & {"none", "noSoundHazard"}:
        for document in subject.documents:
            for sound in document.each("audio", "video"):
                if sound.get("autoplay") is not None:
                    text = "it says that no sound is a hazard, and something begins to sound by itself"
                    yield Finding(text, document.place(sound))


@rule("V316", "error", "a claim to conform is in its form, and says who evaluated the book",
      why="A shop reads the claim by a program; and a claim that nobody stands for is worth nothing.",
      mend='write "EPUB Accessibility 1.1 - WCAG 2.1 Level AA" (or what is true), and name who evaluated it in '
      "a11y:certifiedBy", source="EPUB Accessibility 1.1, 3.5.2, 3.5.3.1")  # fmt: skip
def vouched(subject: Subject) -> Iterator[Finding]:
    conformances = _conformances(subject)
    for value in conformances:
        near = "epub accessibility" in value.casefold() or "idpf.org/epub/a11y" in value
        if near and not (_CONFORMS.fullmatch(value) or _CONFORMS_1_0.fullmatch(value)):
            yield Finding(f'"{value}" is not the form of a claim', subject.path)
    claimed = [value for value in conformances if "accessibility" in value.casefold()]
    names = [e for e in subject.package.iter(f"{OPF}meta")
             if e.get("property") == "a11y:certifiedBy" or e.get("name") == "a11y:certifiedBy"]  # fmt: skip
    if claimed and not any(((e.text or "") + (e.get("content") or "")).strip() for e in names):
        yield Finding(f'it claims "{claimed[0]}", and does not say who evaluated it', subject.path)


@rule("V317", "warning", "the package sums its accessibility up",
      why="A summary is what a reader who is no expert understands; accessModeSufficient tells in one line whether a "
      "book can be listened to.",
      mend="state accessModeSufficient and accessibilitySummary", source="EPUB Accessibility 1.1, 2.2")  # fmt: skip
def summed_up(subject: Subject) -> Iterator[Finding]:
    yield from _unsaid(subject, "accessModeSufficient", "accessibilitySummary")


def _unsaid(subject: Subject, *names: str) -> Iterator[Finding]:
    """Claims of schema.org that the package does not make."""
    lacking = [name for name in names if not any(subject.meta.get(f"schema:{name}", ()))]
    if lacking:
        yield Finding(f"the package says no {', no '.join(lacking)}", subject.path)


def _conformances(subject: Subject) -> list[str]:
    links = [e.get("href", "") for e in subject.package.iter(f"{OPF}link") if e.get("rel") == "dcterms:conformsTo"]
    return [*subject.meta.get("dcterms:conformsTo", []), *links]


def _has(subject: Subject, *kinds: str) -> bool:
    """Whether a file of some of these media types is in the book."""
    return any((item.get("media-type") or "").startswith(kinds) for item in subject.items)


def _undescribed(subject: Subject) -> str:
    bare = len(subject.undescribed)
    return f"{counted(bare, 'picture has', 'pictures have')} no alternative text" if bare else ""


def _lacks_alternatives(subject: Subject) -> str:
    pictured = subject.pictures or subject.holds("svg", "math", "audio", "video", "object")
    return _undescribed(subject) or ("" if pictured or _has(subject, "image/") else "there is no picture")


def _lacks_contents(subject: Subject) -> str:
    entries = [e for nav in subject.navs.get("toc", []) for e in nav.iter("*") if local(e) == "a"]
    points = [e for e in subject.ncx.iter("*") if local(e) == "navPoint"] if subject.ncx is not None else []
    return "" if entries or points else "there is none"


def _lacks_headings(subject: Subject) -> str:
    headed = any(document.each(*HEADINGS) for document in subject.texts)
    by_role = any("heading" in roles for document in subject.texts for _, _, roles in document.marked)
    return "" if headed or by_role else "the text has no heading"


def _lacks_pages(subject: Subject) -> str:
    return "" if subject.navs.get("page-list") or subject.pages_of_ncx else "there is no page list"


def _lacks_breaks(subject: Subject) -> str:
    return "" if subject.page_breaks else "no page break is marked"


def _lacks_formulas(subject: Subject) -> str:
    return "" if subject.holds("math") else "there is none"


def _lacks_described_formulas(subject: Subject) -> str:
    formulas = [formula for document in subject.documents for formula in document.each("math")]
    if not formulas and not subject.informative:
        return "there is no formula"
    bare = sum(not (f.get("alttext") or "").strip() and not _annotations(f) for f in formulas)
    return f"{counted(bare, 'formula has', 'formulas have')} no description" if bare else ""


def _lacks_latex(subject: Subject) -> str:
    formulas = [formula for document in subject.documents for formula in document.each("math")]
    written = any(a.get("encoding", "").casefold() in _TEX for f in formulas for a in _annotations(f))
    by_name = any("alttext" in formula.attrib for formula in formulas)
    return "" if written or by_name or (not formulas and subject.informative) else "no formula is given in LaTeX"


def _annotations(formula: Any) -> list[Any]:
    return [e for e in formula.iter("*") if local(e) in ("annotation", "annotation-xml")]


def _lacks_pronunciation(subject: Subject) -> str:
    marked = any(_SSML in e.attrib for document in subject.documents for _, e in document.elements)
    return "" if marked or _has(subject, "application/pls+xml") else "nothing says how a word is pronounced"


def _lacks_long_descriptions(subject: Subject) -> str:
    names = ("aria-details", "aria-describedby", "longdesc")
    found = any(name in e.attrib for document in subject.documents for _, e in document.elements for name in names)
    return "" if found or subject.holds("details", "figcaption") else "nothing is described at length"


def _lacks_index(subject: Subject) -> str:
    found = any("index" in types or "doc-index" in roles for d in subject.texts for _, types, roles in d.marked)
    return "" if found else "there is none"


def _lacks_media(subject: Subject) -> str:
    return "" if subject.holds("audio", "video", "iframe", "object") else "there is no audio or video"


def _lacks_captions(subject: Subject) -> str:
    kinds = [track.get("kind", "subtitles") for d in subject.documents for track in d.each("track")]
    return "" if {"captions", "subtitles"} & set(kinds) else "no film has a track of captions"


def _is_fixed(subject: Subject) -> str:
    fixed = "pre-paginated" in subject.meta.get("rendition:layout", [])
    return "its pages are fixed (pre-paginated)" if fixed else ""


def _lacks_roles(subject: Subject) -> str:
    for document in subject.documents:
        for _, element in document.elements:
            if any(name == "role" or str(name).startswith("aria-") for name in element.attrib):
                return ""
    return "nothing in it has a role"


def _lacks_ruby(subject: Subject) -> str:
    return "" if subject.holds("ruby") else "there is none"


def _lacks_narration(subject: Subject) -> str:
    return "" if _has(subject, "application/smil") else "no text is joined to a narration"


# Of each feature why it is not in the book; "" where it is.
_FEATURES: dict[str, Callable[[Subject], str]] = {
    "alternativeText": _lacks_alternatives,
    "tableOfContents": _lacks_contents,
    "structuralNavigation": _lacks_headings,
    "pageNavigation": _lacks_pages,
    "printPageNumbers": lambda subject: _lacks_pages(subject) and _lacks_breaks(subject),
    "pageBreakMarkers": _lacks_breaks,
    "index": _lacks_index,
    "MathML": _lacks_formulas,
    "describedMath": _lacks_described_formulas,
    "latex": _lacks_latex,
    "longDescription": _lacks_long_descriptions,
    "displayTransformability": _is_fixed,
    "ttsMarkup": _lacks_pronunciation,
    "synchronizedAudioText": _lacks_narration,
    "closedCaptions": _lacks_captions,
    "captions": _lacks_media,
    "openCaptions": _lacks_media,
    "transcript": _lacks_media,
    "audioDescription": _lacks_media,
    "signLanguage": _lacks_media,
    "rubyAnnotations": _lacks_ruby,
    "fullRubyAnnotations": _lacks_ruby,
    "ARIA": _lacks_roles,
}
