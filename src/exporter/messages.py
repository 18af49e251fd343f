"""Messages are data: readers, passes, backends and checks add them to a Report, nothing prints."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from exporter.origin import Origin

Severity = Literal["error", "warning", "note"]

# Codes are for ever: a retired code is never reused. Letters: R read, P pass, T template and theme, B backend,
# V verified file,
# L collection, A archive package, C command line.
# An error refuses the article (no file is written); a warning is something that its reader would notice;
# a note says what was done with the input.
CODES: dict[str, tuple[Severity, str]] = {
    # R0: the file itself
    "R001": ("error", "the source cannot be read"),
    "R002": ("error", "the source is not UTF-8"),
    "R003": ("error", "the source is empty"),
    "R004": ("error", "the source is larger than the limit"),
    "R005": ("error", "no reader knows this kind of file"),
    "R006": ("warning", "the source holds a character that no XML document may hold"),
    "R007": ("error", "the source holds more than one article"),
    "R008": ("error", "no article was found in the source"),
    # R1: metadata
    "R101": ("error", "the article has no title"),
    "R102": ("error", "the front matter is broken"),
    "R103": ("warning", "a date is not a date"),
    "R104": ("note", "a field is unknown and kept as it came"),
    "R105": ("warning", "a field has a value of the wrong kind"),
    "R106": ("warning", "a key stands twice in the front matter"),
    "R107": ("note", "the title was taken from the first heading"),
    "R108": ("warning", "a language tag is not one"),
    "R109": ("warning", "a field's name is near a known one"),
    "R110": ("note", "the article says that its site does not show it"),
    # R2: Markdown and HTML
    "R201": ("warning", "a code fence is never closed"),
    "R202": ("warning", "a footnote is called but has no text"),
    "R203": ("warning", "a footnote has a text but is never called"),
    "R204": ("warning", "a table row has more cells than its head"),
    "R205": ("warning", "a piece of markup has no equivalent and is shown as it was written"),
    "R206": ("warning", "embedded media cannot be printed; a link stands for it"),
    "R207": ("warning", "markup of a site generator is shown as it was written"),
    "R208": ("note", "an element that only works on a web page was left out"),
    "R209": ("warning", "a footnote's text stands twice"),
    "R210": ("error", "the article is nested too deeply"),
    # R3: pictures
    "R301": ("warning", "a picture is missing"),
    "R302": ("warning", "a picture cannot be read"),
    "R303": ("warning", "a picture has more pixels than the limit"),
    "R304": ("warning", "a remote picture was not fetched"),
    "R305": ("warning", "a picture lies outside the article's folder"),
    "R306": ("warning", "a picture has no alternative text"),
    "R307": ("note", "a picture was turned upright or converted"),
    "R308": ("warning", "a picture is larger than the limit"),
    "R309": ("note", "active content was taken out of a picture"),
    # R4: JSON and YAML articles
    "R401": ("error", "the JSON or YAML is broken"),
    "R402": ("error", "the article does not fit the schema"),
    # R41 and R42: files of word processors
    "R411": ("error", "a word processor's file cannot be read"),
    "R412": ("error", "a word processor's file goes beyond a bound"),
    "R413": ("error", "a word processor's file declares entities or a DTD"),
    "R414": ("warning", "an entry of the file has a name that leads outside"),
    "R415": ("warning", "something in another file, or a program, was not read"),
    "R416": ("warning", "an object of another program was not read"),
    "R417": ("note", "comments were left out, or became notes"),
    "R418": ("warning", "an equation cannot be read"),
    "R419": ("warning", "a sign of a symbol font is not known"),
    "R420": ("error", "the file holds tracked changes"),
    "R421": ("note", "tracked changes were accepted or rejected"),
    # R5: charts and codes
    "R501": ("warning", "a chart cannot be drawn from its data, which stand as a table"),
    "R502": ("warning", "a chart's data file cannot be read"),
    "R503": ("warning", "a chart is not described as one, and is shown as it was written"),
    "R504": ("note", "a chart has an option that there is not"),
    "R505": ("warning", "an address cannot be made into a code to be scanned"),
    # R52: web pages
    "R521": ("warning", "a page's label of its characters is wrong"),
    "R522": ("note", "what a page says of itself does not agree"),
    "R523": ("error", "a page has too many elements, or attributes"),
    "R524": ("note", "a page is too large to ask libraries where its article stands"),
    "R525": ("note", "invisible characters turn the direction of the text"),
    "R526": ("error", "a page on the network was not fetched"),
    "R527": ("warning", "a page that exporter wrote was changed into one that it does not know"),
    # R6: citations
    "R601": ("warning", "a bibliography cannot be read"),
    "R602": ("warning", "a citation style cannot be used"),
    "R603": ("warning", "a citation names no entry of the bibliography"),
    # R61: articles written down
    "R611": ("warning", "a form of the article cannot be held by the format that it is written in"),
    "R612": ("warning", "a part of the article is not in the written one as it was read"),
    "R613": ("warning", "a file beside the source was not copied"),
    # R7: feeds, site exports, journal articles and web archives
    "R701": ("error", "the XML is broken"),
    "R702": ("error", "the XML declares entities of its own"),
    "R703": ("error", "a part of the source is larger than the limit"),
    "R704": ("warning", "an article of the source cannot be read and was left out"),
    "R705": ("note", "an article of the source has no title of its own"),
    "R706": ("note", "parts of the source are no articles"),
    "R707": ("warning", "the source is not in the encoding that it names"),
    "R708": ("warning", "a formula cannot be taken over"),
    "R709": ("warning", "a reference to a character stands for nothing that is known"),
    "R710": ("error", "the file is no web archive"),
    "R711": ("warning", "a record of a web archive is broken"),
    "R712": ("error", "a web archive is packed in one piece"),
    "R713": ("warning", "a source is too large to be carried inside the files"),
    # P: passes
    "P101": ("warning", "a heading level is skipped"),
    "P102": ("warning", "an id stands twice"),
    "P103": ("warning", "a link points to an id that does not exist"),
    "P104": ("warning", "the fonts lack characters of the text"),
    "P105": ("warning", "links are relative, and nothing says to what"),
    "P106": ("warning", "a link would run a program"),
    "P107": ("warning", "a link cannot work"),
    "P108": ("note", "the text was set after the typography of its language"),
    # T: templates and themes
    "T101": ("error", "a template is broken"),
    "T102": ("error", "a template uses markup outside the vocabulary"),
    "T103": ("error", "there is no such kind"),
    "T104": ("error", "there is no such theme"),
    "T105": ("error", "the theme is broken"),
    "T106": ("note", "there are no labels in this language"),
    "T107": ("error", "a font of the theme is not installed"),
    "T108": ("note", "the article says no language"),
    "T109": ("warning", "a font of the brand is not here"),
    "T110": ("warning", "a colour of the brand is hard to read on its ground"),
    "T111": ("error", "the brand file cannot be read"),
    "T112": ("warning", "the brand's logo cannot be used"),
    "T113": ("note", "a weight of the brand is replaced by a neighbour"),
    "T114": ("note", "a block of code names a language that is not known"),
    "T115": ("note", "a drop cap was left out"),
    "T116": ("warning", "a formula cannot be set"),
    "T117": ("warning", "a picture is too coarse for its printed size"),
    "T118": ("note", "pictures were made smaller for print"),
    "T121": ("error", "the reference document cannot be used"),
    "T122": ("warning", "something in the reference document cannot be taken over"),
    "T123": ("note", "the reference document has no style for some roles"),
    "T124": ("note", "something in the reference document is never copied"),
    # B: backends and outputs
    "B101": ("error", "a library that this format needs is missing"),
    "B102": ("error", "the output cannot be written"),
    "B103": ("error", "there is no such format"),
    "B104": ("error", "two sources would give the same output file"),
    "B105": ("warning", "the layout engine could not do something"),
    "B106": ("error", "the work was stopped: it took longer than the limit"),
    "B107": ("error", "a process of the build was ended from outside"),
    "B108": ("error", "the layout engine gave up"),
    "B109": ("warning", "an address in a template is not a web address"),
    "B110": ("note", "each file carries its source"),
    "B111": ("error", "the standard of the PDF forbids what it is to carry"),
    "B112": ("warning", "a book that somebody certifies does not say that it conforms"),
    # V: what checks of the finished files found
    "V101": ("error", "a file does not hold what its article says"),
    "V102": ("warning", "a file does not hold what its article says, and is written nevertheless"),
    "V103": ("warning", "a file breaks a rule of its format"),
    "V104": ("error", "a file is not what its standard asks"),
    "V105": ("note", "a judge says nothing of a file"),
    "V106": ("note", "a part of two editions is not compared"),
    "V200": ("error", "a finished file cannot be read"),
    # L: collections and their ledger
    "L101": ("error", "the file of a collection cannot be read"),
    "L102": ("warning", "a rule of a collection is not understood"),
    "L103": ("error", "an introduction of a collection cannot be used"),
    "L104": ("error", "the files of a collection cannot have this name"),
    "L105": ("warning", "a collection's file names an article that is not there"),
    "L201": ("warning", "a stretch stands more than once in an article"),
    "L301": ("error", "a process died while it worked on an article"),
    "L302": ("error", "a process took too long for an article"),
    "L303": ("error", "an article needs more memory than it may have"),
    "L304": ("error", "an article was changed while the run was reading"),
    "L401": ("error", "there is no such cluster"),
    "L402": ("error", "a PDF would have more objects than its standard allows"),
    "L403": ("error", "a Word file would be larger than programs can open"),
    "L404": ("error", "a worker of a cluster has another program, or sees other files, than the run"),
    "L405": ("error", "a URL cannot be reached"),
    "L406": ("error", "another run is at work that keeps its things in the same folder"),
    "L407": ("error", "a cluster cannot be worked with any more"),
    "L408": ("warning", "a cluster has no workers"),
    "L409": ("error", "a run cannot go on: what it makes cannot be kept, or its files not be reached"),
    # A1: archive packages
    "A101": ("error", "there is no ledger of a collection"),
    "A102": ("error", "the ledger of a collection cannot be used"),
    "A103": ("error", "a source of a collection is not there, or not as it was"),
    "A104": ("error", "an output of a collection is not there, or not as it was"),
    "A105": ("error", "a bag cannot be put where it was to be"),
    "A106": ("error", "a bag cannot hold a file of this name"),
    "A107": ("warning", "the name of a file makes trouble for other systems or programs"),
    "A108": ("note", "some files of a collection's folder are not of its last run"),
    # A2: what has become of them
    "A201": ("error", "a file is not as it was"),
    "A202": ("error", "a file lies elsewhere"),
    "A203": ("error", "a file is gone"),
    "A204": ("error", "there is a file that should not be there, or an article that is not in the collection"),
    # C: command line and settings
    "C101": ("error", "there is no such setting"),
    "C102": ("error", "no source matches"),
    "C103": ("note", "some files of a folder are no articles"),
    "C104": ("error", "a file would be overwritten"),
    "C105": ("error", "the program itself failed"),
    "C106": ("error", "an article with warnings is refused by --strict"),
    "C107": ("error", "an option names a folder that is not there"),
    "C108": ("error", "an option has a value that it cannot have"),
    "C109": ("error", "two things are no editions of each other"),
}


class Message(msgspec.Struct, frozen=True):
    """One finding: `text` states the fact, `hint` gives the one remedy, `excerpt` is the source line."""

    code: str
    severity: Severity
    text: str
    hint: str = ""
    origin: Origin | None = None
    excerpt: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a part of a source: the place where it begins, and its last line where it has several.

    `role` is what it was taken for ("title", "date", "byline", "standfirst", "heading", "paragraph", "list", ...), or
    "repeat" or "left-out"; `rule` is the name of the rule that decided so, `confidence` how sure it is (0 to 1), `text`
    the part's first words. `why` says in words what a person has to know: which lines it repeats, why it was left out,
    which other sources say otherwise. `article` counts the articles of a source from 1.
    """

    origin: Origin
    role: str
    rule: str
    confidence: float
    text: str
    last_line: int = 0
    why: str = ""
    article: int = 1


def instead_of(word: str, known: Sequence[str]) -> str:
    """The hint about a word that is none of those that are known: the nearest of them, or all."""
    import difflib

    near = difflib.get_close_matches(word, known, 1)
    return f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(known)}"


class Report:
    """The messages of one job, in the order in which they were found; and what its reader decided."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self._messages: dict[Message, None] = {}  # in order, and quick to ask whether one is there
        self._lines: dict[str, list[str]] = {}

    @property
    def messages(self) -> list[Message]:
        """The messages, each once."""
        return list(self._messages)

    def know(self, file: str, text: str) -> None:
        """Keep the lines of a source, so that messages about it can show an excerpt."""
        self._lines[file] = text.splitlines()

    def add(self, code: str, text: str, hint: str = "", origin: Origin | None = None) -> Message:
        """Add one message; its severity is the code's. The same message twice is kept once."""
        message = Message(code, CODES[code][0], text, hint, origin, self._excerpt(origin))
        self._messages.setdefault(message)
        return message

    def leave_out(self, origin: Origin, rule: str, text: str, why: str) -> None:
        """Decide that something is no part of an article; a reader of several numbers its decisions afterwards.

        `text` is all of it, as it was written.
        """
        last = origin.line + text.rstrip("\n").count("\n")
        self.decisions.append(
            Decision(
                origin=origin,
                role="left-out",
                rule=rule,
                confidence=1.0,
                text=" ".join(text.split())[:80],
                last_line=last if last > origin.line else 0,
                why=why,
            )
        )

    def extend(self, messages: "list[Message] | tuple[Message, ...]") -> None:
        """Take over messages that another report, or an error, collected."""
        self._messages.update(dict.fromkeys(messages))

    @property
    def failed(self) -> bool:
        """Whether an error refuses the article."""
        return any(message.severity == "error" for message in self._messages)

    def of(self, severity: Severity) -> list[Message]:
        """The messages of one severity."""
        return [message for message in self._messages if message.severity == severity]

    def _excerpt(self, origin: Origin | None) -> str:
        if origin is None:
            return ""
        lines = self._lines.get(origin.file, [])
        return lines[origin.line - 1][:400] if 0 < origin.line <= len(lines) else ""
