"""The names of Word's styles: which style stands for a role of the theme, alone and in a box."""

from exporter.publication.vocabulary import TOKENS

# Role -> (style id, name). Where Word has a style of that meaning it is Word's own, so that its menus show it.
STYLES: dict[str, tuple[str, str]] = {
    "body": ("Normal", "Normal"),
    "lead": ("Lead", "Lead"),
    "title": ("Title", "Title"),
    "cover-title": ("CoverTitle", "Cover Title"),
    "masthead": ("Masthead", "Masthead"),
    "issue": ("Issue", "Issue"),
    "translated-title": ("TranslatedTitle", "Translated Title"),
    "subtitle": ("Subtitle", "Subtitle"),
    "logo": ("Logo", "Logo"),
    "kicker": ("Kicker", "Kicker"),
    "byline": ("Byline", "Byline"),
    "dateline": ("Dateline", "Dateline"),
    "embargo": ("Embargo", "Embargo"),
    "release": ("Release", "Release"),
    "standfirst": ("Standfirst", "Standfirst"),
    **{f"heading-{n}": (f"Heading{n}", f"heading {n}") for n in range(1, 7)},
    "list-item": ("ListParagraph", "List Paragraph"),
    "term": ("DefinitionTerm", "Definition Term"),
    "definition": ("Definition", "Definition"),
    "quote": ("Quote", "Quote"),
    "pull-quote": ("IntenseQuote", "Intense Quote"),
    "attribution": ("Attribution", "Attribution"),
    "callout": ("Callout", "Call-out"),
    "callout-title": ("CalloutTitle", "Call-out Title"),
    "key-number": ("KeyNumber", "Key Number"),
    "key-label": ("KeyLabel", "Key Label"),
    "table-cell": ("TableText", "Table Text"),
    "table-header": ("TableHeader", "Table Header"),
    "data-header": ("DataHeader", "Data Header"),
    "data-name": ("DataName", "Data Name"),
    "data-value": ("DataValue", "Data Value"),
    "caption": ("Caption", "caption"),
    "credit": ("Credit", "Credit"),
    "code-block": ("CodeBlock", "Code Block"),
    "missing-picture": ("MissingPicture", "Missing Picture"),
    "note": ("FootnoteText", "footnote text"),
    "note-call": ("FootnoteReference", "footnote reference"),
    "notes-heading": ("NotesHeading", "Notes Heading"),
    "contact-heading": ("ContactHeading", "Contact Heading"),
    "contact-line": ("ContactLine", "Contact Line"),
    "side-heading": ("SideHeading", "Side Heading"),
    "contents-heading": ("TOCHeading", "TOC Heading"),
    **{f"toc-{n}": (f"TOC{n}", f"toc {n}") for n in range(1, 4)},
    "toc-figure": ("TableofFigures", "table of figures"),
    "cover-line": ("CoverLine", "Cover Line"),
    "end-mark": ("EndMark", "End Mark"),
    "small-print": ("SmallPrint", "Small Print"),
    "equation": ("Equation", "Equation"),
    "reference": ("Bibliography", "Bibliography"),
    "furniture": ("Header", "header"),
    "drop-cap": ("DropCap", "Drop Cap"),
    "watermark": ("Watermark", "Watermark"),
    "link": ("Hyperlink", "Hyperlink"),
    "code": ("Code", "Code"),
    "label": ("Label", "Label"),
    **{f"token-{name}": (f"Code{name.title()}", f"Code {name.title()}") for name in TOKENS},
    "rule": ("Rule", "Rule"),
}
# Boxes whose paragraphs wear a frame. Those of the table are in the table's style.
FRAMES: dict[str, tuple[str, str]] = {
    "callout": ("Callout", "Call-out"),
    "callout-note": ("CalloutNote", "Call-out Note"),
    "callout-tip": ("CalloutTip", "Call-out Tip"),
    "callout-warning": ("CalloutWarning", "Call-out Warning"),
    "callout-key-facts": ("CalloutKeyFacts", "Call-out Key Facts"),
    "quote": ("Quote", "Quote"),
    "pull-quote": ("IntenseQuote", "Intense Quote"),
    "contact-box": ("ContactBox", "Contact Box"),
    "editors": ("NotesToEditors", "Notes to Editors"),
    "boilerplate": ("Boilerplate", "Boilerplate"),
}
TABLE = ("ArticleTable", "Article Table")
FIGURE = "Figure"  # a picture's own paragraph: as high as the picture
SPACER = "Spacer"  # the room below a table, which has none of its own
FOOTER = "Footer"
LINKED_CODE = "LinkedCode"
LOOSE_LIST = "ListParagraphLoose"  # items that stand apart

CHARACTER_ROLES = frozenset({"credit", "note-call", "link", "code", "label", *(f"token-{name}" for name in TOKENS)})
WORDS_OWN = frozenset(
    "Normal Title Subtitle Heading1 Heading2 Heading3 Heading4 Heading5 Heading6 ListParagraph Quote IntenseQuote "
    "TOCHeading TOC1 TOC2 TOC3 TableofFigures Caption FootnoteText FootnoteReference Header Footer Hyperlink".split()
)


def character_style(role: str) -> str:
    """The id of a role's character style."""
    return STYLES[role][0]


def variant(box: str, role: str) -> tuple[str, str]:
    """The id and name of a role's style in a box: "CalloutTipTitle", "Call-out Tip Title"."""
    identifier, name = FRAMES[box]
    if role == "callout":
        return identifier, name
    own_id, own_name = STYLES[role]
    own_id = own_id.removeprefix("Callout").removeprefix("Contact")
    own_name = own_name.removeprefix("Call-out ").removeprefix("Contact ").title()
    return identifier + own_id, f"{name} {own_name}"
