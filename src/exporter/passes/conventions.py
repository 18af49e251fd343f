"""How each language is set, as data: its quotation marks, its spaces, and the words that keep a number beside them.

Sources: French: Lexique des règles typographiques en usage à l'Imprimerie nationale; in Canada, Office québécois de la
langue française, "Les espacements"; in Switzerland, Guide du typographe. English: Chicago Manual of Style, 17th
edition; New Hart's Rules. German: Duden, "Textverarbeitung und E-Mails"; DIN 5008. Spanish: RAE, Ortografía (2010).
Italian: Accademia della Crusca. Units in any language: BIPM, SI Brochure, 9th edition, 5.4.
"""

from functools import cache

import msgspec

NBSP, NNBSP = "\u00a0", "\u202f"
Marks = tuple[str, str]


class Convention(msgspec.Struct, frozen=True, kw_only=True):
    """The habits of one language.

    `double` are the marks that a typed `"` becomes, by depth (the last serves all deeper ones), `single` those of a
    typed `'`; none: straight marks stay. `high` is the space before ; ! ?, `colon` the one before a colon,
    `guillemet` the one inside « »; None: the author's own stay. `aside` says which side of a spaced dash never
    breaks: both inner sides of a pair, or the one before it. `early` are words that stay with the number before them,
    `late` those that stay with the number after them, `names` those that stay with a name after them.
    """

    double: tuple[Marks, ...] = ()
    single: tuple[Marks, ...] = ()
    high: str | None = None
    colon: str | None = None
    guillemet: str | None = None
    group: str = NBSP
    aside: str = ""
    em_dash: bool = False
    months: frozenset[str] = frozenset()
    early: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()

    @property
    def neutral(self) -> bool:
        """Whether only what holds in any language is done: no break inside a number or before its unit."""
        return not self.double


# Symbols that are no word in any of the languages below: "ha" is one in Spanish and Italian, "o" in both.
UNITS = frozenset(
    "% ‰ ° °C °F °K € $ £ ¥ k€ M€ Md€ Mds€ G€ k$ M$ Md$ £m €m $m CHF EUR USD GBP "
    "kg g mg µg μg t kt Mt Gt km hm dam m dm cm mm µm μm nm m² m³ m2 m3 km² km2 cm² cm2 cm³ cm3 mm² dm³ "
    "l L hl hL dl dL cl cL ml mL s ms µs ns min h Hz kHz MHz GHz W kW MW GW TW Wh kWh MWh GWh TWh V kV mV A mA Ah mAh "
    "J kJ MJ GJ cal kcal N kN Pa hPa kPa MPa mbar dB K mol lx lm cd Bq Sv mSv rpm px pt dpi ppp ppm "
    "kB KB MB GB TB PB KiB MiB GiB TiB kbit Mbit Gbit kbit/s Mbit/s Gbit/s km/h m/s".split()
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FRENCH = Convention(
    double=(("«", "»"), ("“", "”"), ("‘", "’")),
    single=(("‘", "’"), ("“", "”"), ("‘", "’")),
    high=NNBSP,
    colon=NBSP,
    guillemet=NBSP,
    group=NNBSP,
    aside="inner",
    months=_words(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
        "janv. févr. avr. juill. sept. oct. nov. déc."
    ),
    early=_words(
        "millier milliers million millions milliard milliards billion billions euros dollars ha bar o ko Ko Mo Go To Po"
    ),
    late=_words("p. pp. n° nº N° no nos n°s art. chap. fig. t. vol. § §§ al. éd. f° v. h min"),
    names=_words("M. MM. Mme Mmes Mlle Mlles Me Dr Drs Dre Pr Pre Mgr St Ste"),
)
_ENGLISH = Convention(
    double=(("“", "”"),),
    single=(("‘", "’"),),
    aside="before",
    months=_words(
        "January February March April May June July August September October November December "
        "Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec."
    ),
    early=_words("thousand million billion trillion percent ha a.m. p.m. am pm AM PM BC AD BCE CE"),
    late=_words("p. pp. no. nos. No. Nos. vol. vols. ch. chap. fig. figs. Fig. art. § §§ sec. AD"),
    names=_words("Mr Mr. Mrs Mrs. Ms Ms. Mx Mx. Dr Dr. Prof. St St. Rev. Sen. Gov. Gen. Sgt. Capt. Lt."),
)
_GERMAN = Convention(
    double=(("„", "“"), ("‚", "‘")),
    single=(("‚", "‘"),),
    months=_words(
        "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember "
        "Jan. Feb. Febr. Apr. Aug. Sept. Okt. Nov. Dez."
    ),
    early=_words(
        "Tausend Million Millionen Milliarde Milliarden Mio. Mrd. Tsd. Prozent Euro Uhr ha bar "
        "Jahrhundert Jahrhunderts Jh."
    ),
    late=_words("S. Nr. Nrn. Abs. Art. Abb. Kap. Bd. Bde. Tab. Ziff. Rn. Rdnr. § §§ Z. Sp. Jg. H. Aufl."),
    names=_words("Dr. Prof. Hr. Fr. St. Mag. Ing. Frhr. Dipl.-Ing."),
    pairs=frozenset({("v.", "Chr."), ("n.", "Chr."), ("Prof.", "Dr."), ("u.", "dgl."), ("o.", "dgl.")}),
)
_SPANISH = Convention(
    double=(("«", "»"), ("“", "”"), ("‘", "’")),
    single=(("‘", "’"), ("“", "”"), ("‘", "’")),
    months=_words("enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre"),
    early=_words("mil millón millones billón billones euros dólares"),
    late=_words("p. pp. pág. págs. n.º n.os núm. núms. art. arts. cap. caps. fig. figs. vol. vols. t. § siglo s."),
    names=_words("Sr. Sra. Srta. Sres. Sras. D. D.ª Dª Dr. Dra. Prof. Profa. Ud. Lic. Ing. S. Sto. Sta."),
    pairs=frozenset({("EE.", "UU."), ("RR.", "HH."), ("JJ.", "OO.")}),
)
_ITALIAN = Convention(
    double=(("«", "»"), ("“", "”"), ("‘", "’")),
    single=(("‘", "’"), ("“", "”"), ("‘", "’")),
    months=_words("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    early=_words("mila milione milioni miliardo miliardi euro dollari secolo"),
    late=_words("p. pp. pag. pagg. n. nn. N. art. artt. cap. capp. fig. figg. vol. voll. t. § §§ secolo sec."),
    names=_words(
        "sig. sig.ra Sig. Sig.ra dott. dott.ssa Dott. Dott.ssa prof. prof.ssa Prof. Prof.ssa avv. Avv. ing. Ing. S."
    ),
)
_SWISS_GERMAN = (("«", "»"), ("‹", "›"))
_NEUTRAL = Convention()


@cache
def convention_of(lang: str) -> Convention:
    """The convention of a BCP 47 tag: a region's own, its language's, or the neutral one."""
    parts = lang.lower().replace("_", "-").split("-")
    replace = msgspec.structs.replace
    match parts[0]:
        case "fr" if "ca" in parts:
            return replace(_FRENCH, high="", group=NBSP)
        case "fr" if "ch" in parts or "li" in parts:
            return replace(_FRENCH, colon=NNBSP, guillemet=NNBSP)
        case "fr":
            return _FRENCH
        case "en":
            british = {"gb", "ie", "au", "nz", "za", "in"} & set(parts)
            return replace(_ENGLISH, em_dash=not british)
        case "de" if {"ch", "li"} & set(parts):
            return replace(_GERMAN, double=_SWISS_GERMAN, single=_SWISS_GERMAN[1:])
        case "de":
            return _GERMAN
        case "es":
            return _SPANISH
        case "it":
            return _ITALIAN
    return _NEUTRAL
