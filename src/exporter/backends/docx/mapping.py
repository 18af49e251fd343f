"""Which style of a reference document stands for a role: by name, by alias, by style id, in the languages of Word.

Word stores the names of its own styles in English whatever its language ("heading 1") and only their ids translated
("Titre1", "berschrift1"); other programs store translated names. All three are looked through, names first.
"""

import re
from typing import Any

from exporter.backends.docx.ooxml import w
from exporter.backends.docx.style_names import CHARACTER_ROLES, STYLES, TABLE

# What other houses and programs call a role, beside our own name of it (style_names.py).
_OTHERS: dict[str, tuple[str, ...]] = {
    "lead": ("Introduction", "Intro"),
    "kicker": ("Overline",),
    "byline": ("Author", "Authors"),
    "dateline": ("Date",),
    "standfirst": ("Abstract", "Summary"),
    "quote": ("Block Text", "Blockquote", "Block Quote", "Quotations"),
    "pull-quote": ("Pull Quote",),
    "callout": ("Callout", "Info Box"),
    "term": ("Term",),
    "table-cell": ("Table Contents", "Table Body", "Table Paragraph"),
    "table-header": ("Table Heading", "Table Head"),
    "code-block": ("Source Code", "HTML Preformatted", "Preformatted Text"),
    "code": ("HTML Code", "Verbatim Char", "Source Text"),
    "note": ("Footnote",),
    "note-call": ("Footnote Anchor", "Footnote Characters"),
    "link": ("Internet Link",),
    "label": ("Strong",),
    "rule": ("Horizontal Line",),
}
# Word's own names in French, German, Spanish, Italian, Dutch and Portuguese; {} is a number.
_TRANSLATED: dict[str, tuple[str, ...]] = {
    "body": ("Standard", "Normale", "Standaard"),
    "title": ("Titre", "Titel", "Título", "Titolo"),
    "subtitle": ("Sous-titre", "Untertitel", "Subtítulo", "Sottotitolo", "Ondertitel", "Subtitel"),
    "list-item": ("Paragraphe de liste", "Listenabsatz", "Párrafo de lista", "Paragrafo elenco", "Lijstalinea",
                  "Parágrafo da Lista"),
    "quote": ("Citation", "Zitat", "Cita", "Citazione", "Citaat", "Citação"),
    "pull-quote": ("Citation intense", "Intensives Zitat", "Cita destacada", "Citazione intensa", "Duidelijk citaat",
                   "Citação Intensa"),
    "caption": ("Légende", "Beschriftung", "Descripción", "Epígrafe", "Didascalia", "Bijschrift", "Legenda"),
    "note": ("Note de bas de page", "Fußnotentext", "Texto nota pie", "Testo nota a piè di pagina", "Voetnoottekst",
             "Texto de nota de rodapé"),
    "note-call": ("Appel note de bas de p.", "Fußnotenzeichen", "Ref. de nota al pie", "Rimando nota a piè di pagina",
                  "Voetnootmarkering", "Ref. de nota de rodapé"),
    "link": ("Lien hypertexte", "Hipervínculo", "Collegamento ipertestuale", "Hiperligação"),
    "byline": ("Auteur", "Autor", "Autore"),
    "standfirst": ("Chapeau", "Chapô"),
    "kicker": ("Surtitre",),
}  # fmt: skip
_HEADING = ("Titre {}", "Überschrift {}", "Título {}", "Titolo {}", "Kop {}", "Cabeçalho {}")
_BODY_TEXT = ("Body Text", "Text Body", "Corps de texte", "Textkörper", "Texto independiente", "Corpo testo",
              "Corpo del testo", "Platte tekst", "Corpo de texto")  # fmt: skip
_BULLETS = ("List Bullet", "Liste à puces", "Aufzählungszeichen", "Lista con viñetas", "Punto elenco",
            "Lijst opsom.teken", "Lista com marcas")  # fmt: skip
_NUMBERS = ("List Number", "Liste à numéros", "Listennummer", "Lista con números", "Numero elenco", "Lijstnummering",
            "Lista numerada")  # fmt: skip
_GRIDS = ("Table Grid", "Grille du tableau", "Tabellenraster", "Tabla con cuadrícula", "Griglia tabella",
          "Tabelraster", "Tabela com grelha")  # fmt: skip
_KIND_TAGS = {"paragraph": "pStyle", "character": "rStyle", "table": "tblStyle"}


class Mapping:
    """The styles of a reference document and the roles that they stand for."""

    def __init__(self, styles: Any, body: Any, default_table: str = "") -> None:
        self.styles: dict[str, Any] = {}
        self._named: dict[tuple[str, str], str] = {}
        self._called: dict[tuple[str, str], str] = {}
        for style in styles.findall(w("style")):
            self.styles.setdefault(style.get(w("styleId"), ""), style)
        for identifier, style in self.styles.items():
            kind = style.get(w("type"), "paragraph")
            name, *aliases = _names(style)
            self._named.setdefault((kind, _key(name)), identifier)
            self._called.setdefault((kind, _id_key(identifier)), identifier)
            for alias in aliases:
                self._called.setdefault((kind, _key(alias)), identifier)
        self._body = body
        self.default = self._default()
        self.roles = {role: found for role in STYLES if (found := self._role(role))}
        if self._prefers_body_text():
            self.roles["body"] = self.named("paragraph", *_BODY_TEXT)
        elif self.default:
            self.roles["body"] = self.default
        self.table = self._table(default_table)

    def named(self, kind: str, *names: str) -> str:
        """The id of the style of a kind that has one of these names, the first of them first; "" when none has."""
        for found, key in ((self._named, _key), (self._called, _key), (self._called, _id_key)):
            for name in names:
                identifier = found.get((kind, key(name)), "")
                if identifier and key(name):
                    return identifier
        return ""

    def list_style(self, ordered: bool, level: int) -> str:
        """The id of the List Bullet or List Number of a level (0 is the outermost)."""
        ending = f" {level + 1}" if level else ""
        return self.named("paragraph", *(name + ending for name in (_NUMBERS if ordered else _BULLETS)))

    def spoken_of(self, name: str) -> str:
        """The id of the paragraph style that a STYLEREF field names: a name, an id or a heading's level."""
        if re.fullmatch(r"[1-9]", name):
            name = f"heading {name}"
        found = self.named("paragraph", name)
        if found:
            return found
        for role in STYLES:
            if _key(name) in {_key(other) for other in _candidates(role)}:
                return self.roles.get(role, "")
        return ""

    def _role(self, role: str) -> str:
        kind = "character" if role in CHARACTER_ROLES else "paragraph"
        own_id, own_name = STYLES[role]
        return self.named(kind, own_name, own_id) or self.named(kind, *_candidates(role))

    def _default(self) -> str:
        for identifier, style in self.styles.items():
            if style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true", "on"):
                return identifier
        return self.named("paragraph", "Normal", *_TRANSLATED["body"])

    def _prefers_body_text(self) -> bool:
        """Whether the reference's own text is in Body Text rather than in its default style."""
        wanted = self.named("paragraph", *_BODY_TEXT)
        used = self._uses("paragraph")
        plain = sum(p.find(f"{w('pPr')}/{w('pStyle')}") is None and _has_text(p) for p in self._body.iter(w("p")))
        return bool(wanted) and used.get(wanted, 0) > plain + used.get(self.default, 0)

    def _table(self, default_table: str) -> str:
        """The style of tables: ours by name, the one that the settings name, the one most used, the grid."""
        uses = self._uses("table")
        named = [TABLE[1], default_table]
        most = max(uses, key=lambda identifier: uses[identifier], default="")
        own = [
            identifier
            for identifier, style in self.styles.items()
            if style.get(w("type")) == "table" and style.get(w("customStyle")) in ("1", "true", "on")
        ]
        found = self.named("table", *filter(None, named))
        if found and not self._is_plain(found):
            return found
        if most in self.styles and not self._is_plain(most):
            return most
        return own[0] if len(own) == 1 else self.named("table", *_GRIDS)

    def _is_plain(self, identifier: str) -> bool:
        return self.styles[identifier].get(w("default")) in ("1", "true", "on")

    def _uses(self, kind: str) -> dict[str, int]:
        uses: dict[str, int] = {}
        for element in self._body.iter(w(_KIND_TAGS[kind])):
            identifier = element.get(w("val"), "")
            uses[identifier] = uses.get(identifier, 0) + 1
        return uses


def _candidates(role: str) -> tuple[str, ...]:
    headings = tuple(name.format(role[-1]) for name in _HEADING) if role.startswith("heading-") else ()
    return (*_OTHERS.get(role, ()), *_TRANSLATED.get(role, ()), *headings)


def _names(style: Any) -> list[str]:
    name, aliases = style.find(w("name")), style.find(w("aliases"))
    first = name.get(w("val"), "") if name is not None else ""
    others = aliases.get(w("val"), "").split(",") if aliases is not None else []
    return [*first.split(",")[:1], *first.split(",")[1:], *others]


def _has_text(paragraph: Any) -> bool:
    return any(text.text for text in paragraph.iter(w("t")))


def _key(name: str) -> str:
    """A name without case, spaces and signs: "Call-out  title" and "callout title" are one."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _id_key(name: str) -> str:
    """The same with nothing but ASCII, as Word makes ids of names: "Überschrift 1" gives "berschrift1"."""
    return "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
