"""Rules of what the parts of a book say that they are: EPUB's types, the roles of ARIA, and what these point to."""

from collections.abc import Iterator

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.epub import Subject, local, shown, types_of
from exporter.checks.rules.words import shortened

# EPUB's terms and the roles that say the same to assistive technology ("EPUB Type to ARIA Role Authoring Guide 1.1").
_ROLES = {
    "abstract": "doc-abstract", "acknowledgments": "doc-acknowledgments", "afterword": "doc-afterword",
    "appendix": "doc-appendix", "backlink": "doc-backlink", "bibliography": "doc-bibliography",
    "biblioref": "doc-biblioref", "chapter": "doc-chapter", "colophon": "doc-colophon",
    "conclusion": "doc-conclusion", "credit": "doc-credit", "credits": "doc-credits", "dedication": "doc-dedication",
    "endnotes": "doc-endnotes", "epigraph": "doc-epigraph", "epilogue": "doc-epilogue", "errata": "doc-errata",
    "footnote": "doc-footnote", "foreword": "doc-foreword", "glossary": "doc-glossary", "glossref": "doc-glossref",
    "index": "doc-index", "introduction": "doc-introduction", "noteref": "doc-noteref", "notice": "doc-notice",
    "page-list": "doc-pagelist", "pagebreak": "doc-pagebreak", "part": "doc-part", "preface": "doc-preface",
    "prologue": "doc-prologue", "pullquote": "doc-pullquote", "qna": "doc-qna", "referrer": "doc-backlink",
    "subtitle": "doc-subtitle", "tip": "doc-tip", "toc": "doc-toc",
}  # fmt: skip
_DEPRECATED = {"doc-biblioentry": "an item of a list", "doc-endnote": "an item of a list", "directory": "list"}
# WAI-ARIA 1.2, 5.4; DPUB-ARIA 1.1, 4; WAI-ARIA Graphics 1.0.
_KNOWN = frozenset(
    "alert alertdialog application article banner blockquote button caption cell checkbox code columnheader combobox "
    "complementary contentinfo definition deletion dialog directory document emphasis feed figure form generic grid "
    "gridcell group heading img image insertion link list listbox listitem log main mark marquee math menu menubar "
    "menuitem menuitemcheckbox menuitemradio meter navigation none note option paragraph presentation progressbar "
    "radio radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider spinbutton status "
    "strong subscript suggestion superscript switch tab table tablist tabpanel term textbox time timer toolbar tooltip "
    "tree treegrid treeitem comment graphics-document graphics-object graphics-symbol doc-abstract doc-acknowledgments "
    "doc-afterword doc-appendix doc-backlink doc-biblioentry doc-bibliography doc-biblioref doc-chapter doc-colophon "
    "doc-conclusion doc-cover doc-credit doc-credits doc-dedication doc-endnote doc-endnotes doc-epigraph doc-epilogue "
    "doc-errata doc-example doc-footnote doc-foreword doc-glossary doc-glossref doc-index doc-introduction doc-noteref "
    "doc-notice doc-pagebreak doc-pagefooter doc-pageheader doc-pagelist doc-part doc-preface doc-prologue "
    "doc-pullquote doc-qna doc-subtitle doc-tip doc-toc".split()
)
# What may not be named (HTML-ARIA, generic, paragraph, emphasis and their like).
_NAMELESS = ("span", "div", "p", "em", "strong", "b", "i", "code", "sub", "sup", "small", "del", "ins", "caption")
_POINTERS = ("aria-labelledby", "aria-describedby", "aria-details", "aria-controls", "aria-owns", "aria-flowto")


@rule("V340", "warning", "what is said to the reading system is said to assistive technology, too",
      why="epub:type alone is not passed on to screen readers: a chapter or a note is to them any section.",
      mend="add the role beside the epub:type", source="EPUB 3.3, 6.1.3.1; DPUB-ARIA 1.1")  # fmt: skip
def doubled(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        lacking: dict[str, list[int]] = {}
        for element, types, roles in document.marked:
            if roles or local(element) in ("body", "html") or element.getparent() is None:
                continue
            if any("landmarks" in types_of(e) for e in element.iterancestors("*")):
                continue
            for name in types & _ROLES.keys():
                lacking.setdefault(name, []).append(element.sourceline or 0)
        for name, lines in sorted(lacking.items(), key=lambda item: item[1][0]):
            times = f" ({len(lines)} times)" if len(lines) > 1 else ""
            text = f'the type "{name}" has no role "{_ROLES[name]}" beside it{times}'
            yield Finding(text, f"{document.path}:{lines[0]}")


@rule("V341", "error", "roles and labels are what ARIA knows, and point to what is there",
      why="A role that does not exist is passed over, and a label that is not there is silence.",
      mend="take a role of WAI-ARIA or DPUB-ARIA, and give what is pointed to its id",
      source="WCAG 2.1, 4.1.2; WAI-ARIA 1.2, 5.4; DPUB-ARIA 1.1")  # fmt: skip
def known(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for element, _, roles in document.marked:
            if roles and not roles & _KNOWN:
                yield Finding(f'"{shortened(" ".join(sorted(roles)))}" is no role', document.place(element))
        for _, element in document.elements:
            for name in element.keys():  # noqa: SIM118 - an element is iterated by its children
                if name in _POINTERS:
                    lost = [one for one in element.get(name).split() if one not in document.by_id]
                    if lost:
                        text = f'{name} points to "{lost[0]}", which is not there'
                        yield Finding(text, document.place(element))


@rule("V357", "warning", "a label stands where it is read",
      why="Assistive technology passes over the label of what is neither a thing nor a part of the page.",
      mend="give the element a role, or write the words into the text", source="WAI-ARIA 1.2, 6.2.7; WCAG 2.1, 4.1.2",
      )  # fmt: skip
def labelled(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for element in document.each(*_NAMELESS):
            if element.get("role") is None and (element.get("aria-label") or element.get("aria-labelledby")):
                label = element.get("aria-label") or shown(element)
                yield Finding(f'the label of {local(element)} "{shortened(label)}" is passed over',
                              document.place(element))  # fmt: skip


@rule("V352", "warning", "no role is used that is given up",
      why="Reading systems cease to know it, and its element becomes any other.",
      mend="take the role out; a list's items need none", source="DPUB-ARIA 1.1, 4; WAI-ARIA 1.2, 5.4")  # fmt: skip
def current(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        seen: set[str] = set()
        for element, _, roles in document.marked:
            for name in sorted(roles & _DEPRECATED.keys() - seen):
                seen.add(name)
                yield Finding(f'the role "{name}" is given up; it is {_DEPRECATED[name]} now', document.place(element))
