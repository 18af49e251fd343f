"""Walks the content streams of a PDF: pages, forms, patterns, drawn glyphs, and the looks of annotations."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any

import msgspec
import pikepdf

from exporter.checks.matrices import times
from exporter.checks.pdf.colours import Space
from exporter.checks.pdf.contents import Contents
from exporter.checks.pdf.frames import Frame, State, box_of, last_name, matrix_of
from exporter.checks.pdf.marking import close_mark, note_painted, open_mark, properties_of
from exporter.checks.pdf.marks import Mark, Marker, unended
from exporter.checks.pdf.objects import (
    data_of,
    entries,
    entry,
    identity,
    inherited,
    is_dictionary,
    items,
    looks_of,
    name,
    number,
)
from exporter.checks.pdf.shown import Shown
from exporter.checks.pdf.syntax import wrong_values
from exporter.checks.pdf.tree import Tree
from exporter.checks.rules import Box

MOST_INSTRUCTIONS = 4_000_000  # of a whole file
_DEEPEST = 28  # q within q (ISO 19005-3, 6.1.13)
_DEEPEST_FORM = 40
_FILLED, _OUTLINED = (0, 2, 4, 6), (1, 2, 5, 6)  # ways of showing text

# ISO 32000-1, annex A: operators that need no more than to be known here.
_SILENT = frozenset("BT BX c d d0 ET EX h i j J l m M MP n re sc SC T* Tc Td TD TL Tm Ts Tw Tz v w W W* y".split())
_FILLS, _STROKES = frozenset("b B b* B* f F f*".split()), frozenset("b B b* B* S s".split())
_DEVICE_OF = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}
_UNTAGGED = Mark(spoken=True)


class Walk:
    """The walk through a whole file; `contents` is what it found."""

    def __init__(self, pages: Iterable[Any], tree: Tree, spoken: bool) -> None:
        """`spoken` says that the document has a language, which then holds everywhere."""
        self.contents = Contents()
        self._pages = list(pages)
        self._tree = tree
        self._spoken = spoken
        self._left = MOST_INSTRUCTIONS
        self._done: set[Hashable] = set()
        self._shown = Shown(self.contents)
        self._handlers: dict[str, Callable[[Frame, Any], object]] = {
            "q": self._save, "Q": self._restore, "cm": self._move, "gs": self._state, "ri": self._intent,
            "d1": self._d1, "BDC": open_mark, "BMC": open_mark, "EMC": close_mark, "DP": properties_of,
            "Tf": self._font, "Tr": self._mode, "Tj": self._show, "TJ": self._show, "'": self._show, '"': self._show,
            "Do": self._paint, "sh": self._shade, "INLINE IMAGE": self._inline,
            "cs": self._choose, "CS": self._choose, "scn": self._colour, "SCN": self._colour,
            "g": self._device, "G": self._device, "rg": self._device, "RG": self._device, "k": self._device,
            "K": self._device,
        }  # fmt: skip
        self._handlers |= dict.fromkeys(_FILLS | _STROKES, self._draw)

    def run(self) -> Contents:
        """Walk through all pages and what lies over them."""
        for page_number, page in enumerate(self._pages, 1):
            own = page.obj.get("/Resources")
            resources = entries(own if own is not None else inherited(page.obj, "/Resources"))
            marker = Marker(self._tree, entry(page.obj, "/StructParents"), Mark(spoken=self._spoken))
            frame = Frame(self.contents, page_number, {} if own is None else resources, resources, State(), marker)
            self._group(frame, entry(page.obj, "/Group"))
            self._walk(frame, page)
            for note in items(entry(page.obj, "/Annots")):
                for look in looks_of(entry(note, "/AP")):
                    self._form(frame, look, Marker(None, None, _UNTAGGED), State())
        return self.contents

    def _walk(self, frame: Frame, stream: Any) -> None:
        contents, handlers = self.contents, self._handlers
        if self._left <= 0:
            contents.note(contents.unread, frame.page, frame.page, "there are too many instructions to look through")
            return
        self._values(frame, stream)
        try:
            instructions = pikepdf.parse_content_stream(stream)
        except Exception as exc:  # whatever is wrong with a stream from anywhere
            why = f"its contents cannot be read ({type(exc).__name__})"
            contents.note(contents.unread, frame.page, frame.page, why)
            return
        self._left -= len(instructions)
        operators = [str(instruction.operator) for instruction in instructions]
        endless = unended(operators)
        for place, (operator, instruction) in enumerate(zip(operators, instructions, strict=True)):
            if place in endless:
                properties_of(frame, instruction)
                if operator != "EMC":
                    contents.note(contents.endless, frame.page, frame.page)
            elif operator in handlers:
                try:
                    handlers[operator](frame, instruction)
                except pikepdf.PdfError:
                    contents.note(
                        contents.unread, frame.page, frame.page, f"what its contents say with {operator} is broken"
                    )
            elif operator not in _SILENT:
                contents.note(contents.unknown, operator[:40], frame.page)

    def _values(self, frame: Frame, stream: Any) -> None:
        """How the stream is written; which costs the time of another look only where something may be wrong."""
        parts = [stream] if isinstance(stream, pikepdf.Stream) else items(entry(stream.obj, "/Contents"))
        for value in wrong_values(b"\n".join(data_of(part) for part in parts)):
            self.contents.note(self.contents.written, value, frame.page)

    # Graphics state.

    def _save(self, frame: Frame, _: Any) -> None:
        frame.saved.append(frame.state)
        frame.state = msgspec.structs.replace(frame.state)
        if len(frame.saved) > _DEEPEST:
            self.contents.note(self.contents.nested, frame.page, frame.page)

    def _restore(self, frame: Frame, _: Any) -> None:
        if frame.saved:
            frame.state = frame.saved.pop()

    def _move(self, frame: Frame, instruction: Any) -> None:
        frame.state.matrix = times(matrix_of(instruction.operands), frame.state.matrix)

    def _state(self, frame: Frame, instruction: Any) -> None:
        found, contents = frame.find("ExtGState", last_name(instruction)), self.contents
        known = entries(found)
        contents.note(contents.states, identity(found), frame.page, found)
        fill, stroke, mode = frame.state.overprint
        if "/OP" in known:
            fill = stroke = known["/OP"] is True
        if "/op" in known:
            fill = known["/op"] is True
        frame.state.overprint = (fill, stroke, known["/OPM"] if isinstance(known.get("/OPM"), int) else mode)
        font = items(known.get("/Font"))
        if font and is_dictionary(font[0]):
            frame.state.font = self._shown.font(font[0], frame.page)
        blends = [name(blend) for blend in items(known.get("/BM"))]
        mask = known.get("/SMask")
        mixes = is_dictionary(mask) or (bool(blends) and blends[0] not in ("Normal", "Compatible"))
        clear = zip(("/ca", "/CA"), frame.state.clear, strict=True)
        fills, strokes = ((number(known[key]) or 0) < 1 if key in known else now for key, now in clear)
        frame.state.clear = (mixes or fills, mixes or strokes)
        if is_dictionary(mask):
            self._form(frame, entry(mask, "/G"), Marker(None, None, _UNTAGGED), State())

    def _intent(self, frame: Frame, instruction: Any) -> None:
        self.contents.note(self.contents.intents, last_name(instruction), frame.page)

    def _d1(self, frame: Frame, _: Any) -> None:
        frame.colourless = True

    # Colours.

    def _device(self, frame: Frame, instruction: Any) -> None:
        operator = str(instruction.operator)
        if not frame.colourless:
            self._set(frame, operator.islower(), frame.space(_DEVICE_OF[operator.lower()]))

    def _choose(self, frame: Frame, instruction: Any) -> None:
        if not frame.colourless:
            space = frame.space(last_name(instruction)) or frame.space("DeviceGray")  # in which one begins
            self._set(frame, str(instruction.operator) == "cs", space)

    def _set(self, frame: Frame, fills: bool, space: Space | None) -> None:
        if fills:
            frame.state.fill = space
        else:
            frame.state.stroke = space

    def _colour(self, frame: Frame, instruction: Any) -> None:
        space = frame.state.fill if str(instruction.operator) == "scn" else frame.state.stroke
        if frame.colourless or space is None or space.family != "Pattern":
            return
        pattern = frame.find("Pattern", last_name(instruction))
        if isinstance(pattern, pikepdf.Stream):
            self._form(frame, pattern, Marker(None, None, _UNTAGGED), State())
        else:
            self._shading(frame, entry(pattern, "/Shading"))

    def _use_colours(self, frame: Frame, fills: bool, strokes: bool) -> None:
        """What is painted in: a space that was never chosen is the device's own grey."""
        fill, stroke, mode = frame.state.overprint
        state, contents = frame.state, self.contents
        if (fills and state.clear[0]) or (strokes and state.clear[1]):
            contents.note(contents.clear, frame.page, frame.page)
        for used, space, over in ((fills, state.fill, fill), (strokes, state.stroke, stroke)):
            if used and space is not None and not frame.colourless:
                if space.node is None and space.family not in frame.spaces:
                    frame.space(space.family)
                if over and mode == 1 and space.family == "ICCBased" and entry(items(space.node)[1], "/N") == 4:
                    contents.note(contents.overprinted, frame.page, frame.page)

    # Painting.

    def _draw(self, frame: Frame, instruction: Any) -> None:
        operator = str(instruction.operator)
        note_painted(frame, "a line or an area")
        self._use_colours(frame, operator in _FILLS, operator in _STROKES)

    def _shade(self, frame: Frame, instruction: Any) -> None:
        if not frame.colourless:
            note_painted(frame, "a shading")
            self._shading(frame, frame.find("Shading", last_name(instruction)))

    def _shading(self, frame: Frame, shading: Any) -> None:
        contents = self.contents
        if is_dictionary(shading) and contents.note(contents.shadings, identity(shading), frame.page, shading):
            frame.read_space(entry(shading, "/ColorSpace"))

    def _paint(self, frame: Frame, instruction: Any) -> None:
        thing = frame.find("XObject", last_name(instruction))
        if not isinstance(thing, pikepdf.Stream):
            return
        if name(thing.get("/Subtype")) == "Image":
            box = box_of(frame.state.matrix)
            note_painted(frame, "a picture", box)
            self._image(frame, thing, box)
        else:
            marker = frame.marker.within(entry(thing, "/StructParents"))
            self._form(frame, thing, marker, msgspec.structs.replace(frame.state))

    def _image(self, frame: Frame, image: Any, box: Box | None, coloured: bool = True) -> None:
        contents, masks = self.contents, entry(image, "/ImageMask") is True
        if masks:
            self._use_colours(frame, True, False)
        if frame.state.clear[0]:
            contents.note(contents.clear, frame.page, frame.page)
        if not contents.note(contents.images, identity(image), frame.page, image, box):
            return
        if isinstance(entry(image, "/SMask"), pikepdf.Stream) or entry(image, "/SMaskInData") in (1, 2):
            contents.note(contents.clear, frame.page, frame.page)
        if coloured and not masks:
            frame.read_space(entry(image, "/ColorSpace"))
        for key in ("/SMask", "/Mask"):  # their grey is no colour
            if isinstance(entry(image, key), pikepdf.Stream):
                self._image(frame, entry(image, key), box, coloured=False)
        for other in items(entry(image, "/Alternates")):
            if isinstance(entry(other, "/Image"), pikepdf.Stream):
                self._image(frame, entry(other, "/Image"), box)

    def _inline(self, frame: Frame, instruction: Any) -> None:
        image, box = instruction.iimage.obj, box_of(frame.state.matrix)
        if frame.colourless and entry(image, "/ImageMask") is not True:
            return
        note_painted(frame, "a picture", box)
        contents = self.contents
        contents.note(contents.inline, identity(image), frame.page, image, box)
        if entry(image, "/ImageMask") is True:
            self._use_colours(frame, True, False)
        else:
            frame.read_space(entry(image, "/ColorSpace"))

    def _form(self, frame: Frame, form: Any, marker: Marker, state: State) -> None:
        """Walk a form, a pattern or a look, once for each way in which its marks may stand."""
        if not isinstance(form, pikepdf.Stream) or frame.depth > _DEEPEST_FORM:
            return
        contents, key = self.contents, identity(form)
        contents.note(contents.forms, key, frame.page, form)
        if (key, marker.key) in self._done:
            return
        self._done.add((key, marker.key))
        state.matrix = times(matrix_of(items(form.get("/Matrix"))), state.matrix)
        if name(form.get("/Subtype")) == "PS":
            return
        own = entries(form.get("/Resources"))
        inner = Frame(contents, frame.page, own, frame.others, state, marker, frame.depth + 1)
        self._group(inner, form.get("/Group"))
        if name(entry(form, "/Group", "/S")) == "Transparency":
            contents.note(contents.clear, frame.page, frame.page)
        self._walk(inner, form)

    def _group(self, frame: Frame, group: Any) -> None:
        if is_dictionary(group) and "/CS" in group:
            frame.read_space(group["/CS"])

    # Text.

    def _font(self, frame: Frame, instruction: Any) -> None:
        operands = instruction.operands
        frame.state.called = name(operands[0]) if len(operands) else ""
        frame.state.font = self._shown.font(frame.find("Font", frame.state.called), frame.page)

    def _mode(self, frame: Frame, instruction: Any) -> None:
        operands = instruction.operands
        frame.state.mode = operands[0] if len(operands) and isinstance(operands[0], int) else 0

    def _show(self, frame: Frame, instruction: Any) -> None:
        state, contents, page, mark = frame.state, self.contents, frame.page, frame.marker.now
        note_painted(frame, "text")
        if not mark.spoken:
            contents.note(contents.unspoken, page, page)
        self._use_colours(frame, state.mode in _FILLED, state.mode in _OUTLINED)
        use = state.font
        if use is None:
            contents.note(contents.fontless, state.called, page, state.called)
            return
        if self._shown.begin(use, page) and name(entry(use.font, "/Subtype")) == "Type3":
            resources = entry(use.font, "/Resources")
            for drawn in entries(entry(use.font, "/CharProcs")).values():
                self._drawn(frame, drawn, frame.resources if resources is None else entries(resources))
        self._shown.add(use, instruction.operands, page, state.mode, mark.replaced)

    def _drawn(self, frame: Frame, glyph: Any, resources: dict[str, Any]) -> None:
        if isinstance(glyph, pikepdf.Stream) and frame.depth <= _DEEPEST_FORM:
            marker = Marker(None, None, _UNTAGGED)
            inner = Frame(self.contents, frame.page, resources, frame.others, State(), marker, frame.depth + 1)
            self._walk(inner, glyph)
