"""A post's text as WordPress keeps it: HTML whose blank lines part paragraphs, with short codes in square brackets.

Captions and galleries become figures here, films and sounds what an embedding page has; what is left of the codes is
put aside for `readers.shortcodes`, as those of site generators are. Line ends stay, so that places stay true.
"""

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Literal

import msgspec

from exporter.readers.generator import NONCHARACTERS, Code, Masked
from exporter.readers.generator import masked_as as mask_of

_BLOCKS = (
    "address|article|aside|blockquote|details|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|"
    "iframe|li|main|nav|object|ol|p|pre|script|section|style|summary|svg|table|tbody|td|tfoot|th|thead|tr|ul|video|audio"
)
_KEPT = re.compile(r"<(pre|script|style|textarea|svg)\b|<!--", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCKS})\b[^<>]*+>", re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_RUNNING_ONLY = re.compile(r"<(?:p|h[1-6]|dt|figcaption|summary|li|td|th|dd)\b", re.IGNORECASE)
_NAME = r"[A-Za-z][\w-]{1,40}"
_CODE = re.compile(rf"\[(\[?)(/?)({_NAME})((?:[\s/][^\[\]<>]*+)?+)\](\]?)")
_ARGUMENT = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|"([^"]*)"|(\S+)""")
_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b([^\[\]]*)\](?P<inner>(?:(?!\[/?(?:wp_)?caption\b).)*+)\[/(?:wp_)?caption\]", re.DOTALL
)
_PICTURE = re.compile(r"\s*(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.IGNORECASE)
_EMBED = re.compile(r"\[embed\b[^\[\]]*\]\s*(https?://[^\s\[\]<>]+)\s*\[/embed\]")
_ALONE = re.compile(r"^[ \t]*(https?://[^\s<>\[\]]*(?:youtube|youtu\.be|vimeo|dailymotion|soundcloud|twitter|x\.com|"
                    r"instagram|tiktok|flickr)[^\s<>\[\]]*)[ \t]*$", re.MULTILINE)  # fmt: skip
_STRAIGHT = str.maketrans("\u201c\u201d\u2033", '"' * 3)  # what editors make of quotation marks
_SOURCES = ("src", "mp4", "mp3", "m4v", "webm", "ogg")
_MEDIA = frozenset(("video", "audio", "playlist", "wpvideo"))
# What WordPress and its usual companions register; another word in brackets is a word in brackets.
_KNOWN = frozenset(
    "audio video playlist gallery caption wp_caption embed youtube vimeo dailymotion wpvideo soundcloud tweet twitter "
    "instagram gist contact-form contact-form-7 contact-field gravityform wpforms button column columns one_half "
    "one_third two_third row vc_row vc_column vc_column_text et_pb_section et_pb_row et_pb_column et_pb_text "
    "fusion_text googlemap map slideshow polldaddy sourcecode code toc more spoiler".split()
)


class Picture(msgspec.Struct, frozen=True):
    """An attachment of the site."""

    address: str
    alt: str = ""
    caption: str = ""


def markup_of(text: str, pictures: Callable[[dict[str, str]], Iterable[Picture]]) -> Masked:
    """A post's text as HTML with what codes are left put aside; `pictures` gives those that a gallery asks for."""
    text = NONCHARACTERS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _outside(text, lambda piece: _shown(piece, pictures))
    masked = _put_aside(text) if "[" in text else Masked(text)
    # What the block editor wrote has its paragraphs.
    return masked if "<!-- wp:" in text else msgspec.structs.replace(masked, text=paragraphs(masked.text))


def paragraphs(text: str) -> str:
    """HTML with a paragraph for each stretch of running text between blank lines, and a break at each other line end.

    As many line ends as before, so that places in it stay true.
    """
    return _outside(text, _between_blocks)


def _outside(text: str, change: Callable[[str], str]) -> str:
    """A text changed wherever no code, drawing, script or comment stands."""
    result: list[str] = []
    place = 0
    for start, end in _kept(text):
        result += (change(text[place:start]), text[start:end])
        place = end
    return "".join([*result, change(text[place:])])


def _shown(text: str, pictures: Callable[[dict[str, str]], Iterable[Picture]]) -> str:
    """A text with figures and frames for the codes that mean them."""
    if "[" in text:
        text = _CAPTION.sub(_figure, text)
        text = _EMBED.sub(lambda found: _frame(found[1], found[0]), text)
        text = _CODE.sub(lambda found: _gallery(found, pictures), text)
    return _ALONE.sub(lambda found: _frame(found[1], found[0]), text)


def _kept(text: str) -> list[tuple[int, int]]:
    """Where code, drawings, scripts and comments stand: nothing in them is a paragraph or a short code."""
    found: list[tuple[int, int]] = []
    lower = text.lower()
    never: set[str] = set()  # what is closed nowhere below
    place = 0
    while opening := _KEPT.search(text, place):
        closing = f"</{opening[1].lower()}" if opening[1] else "-->"
        end = lower.find(closing, opening.end()) if closing not in never else -1
        if end < 0:
            never.add(closing)
            place = opening.end()
            continue
        place = lower.find(">", end) + 1 or len(text)
        found.append((opening.start(), place))
    return found


def _between_blocks(text: str) -> str:
    result: list[str] = []
    place = 0
    inside = ""
    for tag in _BLOCK_TAG.finditer(text):
        result += (_paragraphs(text[place : tag.start()], bool(inside)), tag[0])
        inside = tag[0] if _RUNNING_ONLY.match(tag[0]) else ""
        place = tag.end()
    result.append(_paragraphs(text[place:], bool(inside)))
    return "".join(result)


def _paragraphs(text: str, is_running: bool) -> str:
    """A stretch without blocks; in an element that holds running text one without blank lines stays as it is."""
    if not text.strip():
        return text
    if is_running and not _BLANK.search(text.strip()):
        return text
    lead = text[: len(text) - len(text.lstrip())]
    tail = text[len(text.rstrip()) :]
    place = 0
    result = [lead, "<p>"]
    inner = text.strip()
    for blank in _BLANK.finditer(inner):
        result += (_with_breaks(inner[place : blank.start()]), "</p>", blank[0], "<p>")
        place = blank.end()
    return "".join([*result, _with_breaks(inner[place:]), "</p>", tail])


def _with_breaks(text: str) -> str:
    return re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n", "<br>\n", text)


def _arguments(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    words: list[str] = []
    options: dict[str, str] = {}
    for found in _ARGUMENT.finditer(
        text.rstrip(" /").replace("\u201d", '"').replace("\u201c", '"').replace("\u2033", '"')
    ):
        value = next((value for value in found.groups()[1:] if value is not None), "")
        if found[1]:
            options[found[1].lower()] = value
        else:
            words.append(value)
    return tuple(words), options


def _figure(found: re.Match[str]) -> str:
    inner, (_, options) = found["inner"], _arguments(found[1])
    picture = _PICTURE.match(inner)
    if picture is None:
        return inner
    words = inner[picture.end() :].strip() or escape(options.get("caption", ""), quote=False)
    lines = "\n" * (inner.count("\n") - picture[0].count("\n") - words.count("\n"))
    return f"<figure>{picture[0]}<figcaption>{words}</figcaption></figure>{lines}"


def _gallery(found: re.Match[str], pictures: Callable[[dict[str, str]], Iterable[Picture]]) -> str:
    if found[3].lower() != "gallery" or found[2] or (found[1] and found[5]):
        return found[0]
    shown = list(pictures(_arguments(found[4])[1]))
    if not shown:
        return found[0]
    figures = (
        f'<figure><img src="{escape(each.address)}" alt="{escape(each.alt)}">'
        + (f"<figcaption>{each.caption}</figcaption>" if each.caption else "")
        + "</figure>"
        for each in shown
    )
    return "".join(figures).replace("\n", " ") + "\n" * found[0].count("\n")


def _frame(address: str, written: str) -> str:
    return f'<iframe src="{escape(address)}"></iframe>' + "\n" * written.count("\n")


def _put_aside(text: str) -> Masked:
    """The text with each short code put aside; a pair, and what has the name or the arguments of one, is one."""
    found = list(_CODE.finditer(text))
    closed = {each[3].lower() for each in found if each[2]}
    codes: list[Code] = []
    parts: list[str] = []
    place = 0
    kept = _kept(text)[::-1]
    for each in found:
        while kept and kept[-1][1] <= each.start():
            kept.pop()
        if kept and kept[-1][0] < each.start():
            continue
        name = each[3].lower()
        words, options = _arguments(each[4])
        if each[1] and each[5]:  # [[code]] is WordPress's way to show a code
            code = Code(role="raw", source=each[0], value=each[0][1:-1])
        elif name in closed:
            inline = _stands_behind(text, each) if each[2] else _stands_before(text, each)
            role: Literal["open", "close"] = "close" if each[2] else "open"
            code = Code(role=role, source=each[0], name=name, words=words, options=options, inline=inline)
        elif name in _KNOWN or (options and not words):
            if name in _MEDIA:
                address = next(
                    (options[key] for key in ("src", "mp4", "mp3", "m4v", "webm", "ogg") if key in options), ""
                )
                name, options = ("peertube", {"id": address}) if address else (name, options)
            inline = _stands_before(text, each) or _stands_behind(text, each)
            code = Code(role="single", source=each[0], name=name, words=words, options=options, inline=inline)
        else:
            continue
        codes.append(code)
        parts += (text[place : each.start()], mask_of(len(codes) - 1, each[0]))
        place = each.end()
    return Masked("".join([*parts, text[place:]]), tuple(codes))


def _stands_before(text: str, code: re.Match[str]) -> bool:
    """Whether words stand before a code in its line."""
    return bool(text[text.rfind("\n", 0, code.start()) + 1 : code.start()].strip())


def _stands_behind(text: str, code: re.Match[str]) -> bool:
    """Whether words stand behind a code in its line."""
    end = text.find("\n", code.end())
    return bool(text[code.end() : end if end >= 0 else None].strip())
