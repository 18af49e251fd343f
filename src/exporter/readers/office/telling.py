"""What a reader of office files says: messages, decisions; and the pictures that it takes from the file itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from exporter.errors import SourceError
from exporter.messages import Decision, Report
from exporter.model import nodes as n
from exporter.model.assets import Asset
from exporter.origin import Origin
from exporter.readers.elements import TooDeepError
from exporter.readers.picture_faults import PictureFault

if TYPE_CHECKING:
    from exporter.readers import ReadOptions
    from exporter.readers.office.package import Package


@contextmanager
def depth_held(options: "ReadOptions", report: Report) -> Iterator[None]:
    """Refuse a file whose parts stand too deep in each other. Raises SourceError."""
    try:
        yield
    except TooDeepError as exc:
        text = f"lists, boxes and tables are more than {options.max_depth} levels deep"
        raise SourceError(report.add("R210", text, "take them out of each other", exc.origin)) from exc


class Teller:
    """The voice of one file's reading, and its pictures by their keys."""

    def __init__(self, name: str, options: "ReadOptions", report: Report) -> None:
        self.name, self.options, self.report = name, options, report
        self.assets: dict[str, Asset] = {}

    def tell(self, code: str, text: str, hint: str, origin: Origin | None = None) -> None:
        """A message about the file."""
        self.report.add(code, text, hint, origin or Origin(self.name))

    def decided(self, origin: Origin, role: str, rule: str, confidence: float, words: str, why: str = "") -> None:
        """What something was taken for."""
        words = " ".join(words.split())[:80]
        decision = Decision(origin=origin, role=role, rule=rule, confidence=confidence, text=words, why=why)
        self.report.decisions.append(decision)

    def left_out(self, origin: Origin, words: str, rule: str, why: str) -> None:
        """Something that is no part of the article."""
        if words.strip():
            self.decided(origin, "left-out", rule, 0.9, words, why)

    def picture(self, package: "Package", part: str, alt: str, origin: Origin) -> n.Image | None:
        """A picture of the file; None, with a message, where it cannot be had."""
        from exporter.readers.image_files import asset_of

        name = part.rpartition("/")[2]
        try:
            data = package.picture(part)
            if not data:
                raise PictureFault("R302", "is missing, damaged or too large", "put it into the document again")
            asset, remarks = asset_of(data, self.options.max_picture_pixels)
        except PictureFault as fault:
            self.tell(fault.code, f'picture "{name}" {fault.reason}', fault.hint, origin)
            self.left_out(origin, alt, "picture", "its picture cannot be read")
            return None
        for code, remark in remarks:
            self.tell(code, f'picture "{name}" {remark}', "nothing to do", origin)
        self.assets[asset.key] = asset
        return n.Image(src=name, alt=alt, asset=asset.key, origin=origin)
