"""Language tags (BCP 47), the language that a text is in, and whether it can be in the one that it is said to be in."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

# Patterns are compiled where they are first used: as a build begins each costs it a millisecond.
_TAG = (
    r"(?P<language>[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})"
    r"(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
)
_PRIVATE = r"(?:x|i)(?:-[a-z0-9]{1,8})+"
# ISO 639-1, and ISO 3166-1: a language or a country of two letters is one of these.
_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw "
    "ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt "
    "my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm "
    "sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh "
    "zu".split()
)
_REGIONS = frozenset(
    "AC AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BU BV BW "
    "BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CR CS CU CV CW CX CY CZ DD DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES "
    "ET EU EZ FI FJ FK FM FO FR FX GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE "
    "IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME "
    "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NT NU NZ OM PA PE PF PG PH "
    "PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SU SV SX SY SZ TA "
    "TC TD TF TG TH TJ TK TL TM TN TO TP TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE VG VI VN VU WF WS XK YD YE YT YU "
    "ZA ZM ZR ZW ZZ".split()
)
# Letters by the first word of their Unicode names: the languages that are written in them.
_WRITTEN_IN = {
    "CYRILLIC": "ru uk bg be mk sr sh bs mn kk ky ku tg tt ba ce cv os ab av kv az ug uz tk cu udm sah mhr",
    "GREEK": "el grc",
    "ARABIC": "ar fa ur ps sd ug ckb kk ks ku ky pa pnb az id ms ha dv arz ary apc prs so tg tk uz wo",
    "HEBREW": "he iw yi ji lad arc",
    "CJK": "zh ja ko yue wuu nan hak lzh cmn",
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "BOPOMOFO": "zh",
    "DEVANAGARI": "hi mr ne pi sa kok mai bho sd ks new", "BENGALI": "bn as", "GURMUKHI": "pa", "GUJARATI": "gu",
    "ORIYA": "or", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml", "SINHALA": "si pi sa",
    "THAI": "th pi", "LAO": "lo", "TIBETAN": "bo dz", "MYANMAR": "my pi", "KHMER": "km", "GEORGIAN": "ka",
    "ARMENIAN": "hy", "ETHIOPIC": "am ti gez",
}  # fmt: skip
_WRITTEN_IN_SETS = {script: frozenset(languages.split()) for script, languages in _WRITTEN_IN.items()}
_KNOWN_LANGUAGES = frozenset().union(*_WRITTEN_IN_SETS.values())
_SHOWN = {"CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}
RIGHT_TO_LEFT = frozenset(("ARABIC", "HEBREW"))
_FIRST_RIGHT_TO_LEFT = "\u0590"
_UNKNOWN = ("", "und", "mul", "zxx", "mis")
_LEAST_LETTERS = 12  # fewer are a name or a term, which needs no language of its own (WCAG 2.1, 3.1.2)
# Small words that hardly stand in another of these languages; most stand in a tenth of all words of their own.
_SMALL_WORDS = {
    "en": "the of and to is that with for was are this which have from by been",
    "fr": "les des est une dans qui pour sur avec au ce cette sont aux ou et du",
    "de": "der die und das ist nicht mit den von auf ein eine dem des sich für",
    "es": "el los las una por con para del se que su al como más y es",
    "it": "il che di gli una per con della è sono nel alla delle dei non",
    "pt": "os das uma para com não dos em ao mais pela como são foi ou",
    "nl": "het een van en zijn voor dat niet met aan ook wordt naar bij",
    "pl": "w i na nie do się jest z że oraz przez od są dla",
}
_SMALL_WORD_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
# The scripts that tell a language, in the order in which they are asked: kana stands among ideographs.
_FIRST_IN = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
}
_LEAST_WORDS = 120
_SAMPLE = 6_000  # characters that are looked at


def primary(tag: str) -> str:
    """The language of a tag, without script and country."""
    return tag.strip().lower().partition("-")[0]


def fault_of_tag(tag: str) -> str:
    """What is wrong with a language tag; "" when nothing is."""
    if re.fullmatch(_PRIVATE, tag, re.IGNORECASE):
        return ""
    found = re.fullmatch(_TAG, tag, re.IGNORECASE)
    if not found:
        return f'"{tag}" is no language tag' + (f'; "{tag.replace("_", "-")}" would be one' if "_" in tag else "")
    language, region = found["language"].lower(), (found["region"] or "").upper()
    if len(language) == 2 and language not in _LANGUAGES:
        return f'"{tag}": no language has the code "{language}"'
    if len(language) > 3 and "-" not in language:
        return f'"{tag}": "{language}" is no code of a language'
    if len(region) == 2 and region not in _REGIONS:
        return f'"{tag}": no country has the code "{region}"' + ("; it is GB" if region == "UK" else "")
    return ""


def foreign_script(text: str, tag: str) -> tuple[str, str]:
    """The script of words that a language is not written in, as a reader calls it, and the words; "" for none.

    A few letters are a name or a term; a tag that names its script, or no language, is taken at its word.
    """
    if text.isascii() or primary(tag) in _UNKNOWN or re.search("-[A-Za-z]{4}(?:-|$)", tag):
        return "", ""
    if not any(_is_foreign(script, tag) for script in _scripts(text)):
        return "", ""
    run: list[str] = []
    for word in [*re.findall(r"[^\W\d_]+", text), ""]:
        if word and _is_foreign(script_of(word[0]), tag):
            run.append(word)
            continue
        if sum(map(len, run)) >= _LEAST_LETTERS:
            script = script_of(run[0][0])
            return _SHOWN.get(script, script.capitalize()), " ".join(run)
        run = []
    return "", ""


def _is_foreign(script: str, tag: str) -> bool:
    """Whether a script is not a language's; of those whose code has three letters few are known here."""
    language = primary(tag)
    if not script or (len(language) > 2 and language not in _KNOWN_LANGUAGES):
        return False
    return language not in _WRITTEN_IN_SETS[script]


def right_to_left_share(text: str) -> float:
    """How much of a text's letters run from right to left."""
    if max(text, default="") < _FIRST_RIGHT_TO_LEFT:
        return 0.0
    letters = sum(1 for sign in text if sign.isalpha())
    found = _scripts(text)
    return sum(found[script] for script in RIGHT_TO_LEFT) / letters if letters else 0.0


def other_language(text: str, tag: str) -> str:
    """The language that a longer text is plainly written in, where it is not that of its tag; "" otherwise.

    Only languages are told apart whose small words are known here; a text of which half could be either is left alone.
    """
    own = primary(tag)
    if own not in _SMALL_WORD_SETS:
        return ""
    words = re.findall(r"[^\W\d_]+", text[:_SAMPLE].lower())
    if len(words) < _LEAST_WORDS:
        return ""
    counts = Counter(words)
    shares = {
        language: sum(counts[word] for word in small) / len(words) for language, small in _SMALL_WORD_SETS.items()
    }
    best = max(shares, key=lambda language: shares[language])
    return best if best != own and shares[best] > 0.12 and shares[best] > 3 * shares[own] else ""


def language_of(text: str) -> str:
    """The language that a text is plainly written in, of those that are known here; "" when it could be another."""
    letters = sum(1 for sign in text if sign.isalpha())
    found = _scripts(text)
    for script, language in _FIRST_IN.items():
        if letters and found[script] > letters * (0.02 if script in ("HIRAGANA", "KATAKANA") else 0.3):
            return language
    words = re.findall(r"[^\W\d_]+", text[:_SAMPLE].lower())
    counts = Counter(words)
    shares = sorted(
        ((sum(counts[word] for word in small), language) for language, small in _SMALL_WORD_SETS.items()), reverse=True
    )
    (most, language), (second, _) = shares[:2]
    is_plain = most >= 3 and most > 0.1 * len(words) and most > 1.5 * second
    is_alone = most >= 5 and most > 0.05 * len(words) and most > 3 * second  # a text full of names and figures
    return language if is_plain or is_alone else ""


def _scripts(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for sign, count in Counter(text).items():
        script = script_of(sign)
        if script:
            found[script] += count
    return found


@lru_cache(8192)
def script_of(sign: str) -> str:
    """The script of a letter that is not Latin, "" for all other characters."""
    if sign < "\u0370" or not sign.isalpha():
        return ""
    first = unicodedata.name(sign, "").partition(" ")[0]
    return first if first in _WRITTEN_IN_SETS else ""
