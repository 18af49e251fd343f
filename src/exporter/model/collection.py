"""A collection: many articles as one publication, and how they are to be put together."""

from typing import Literal

import msgspec

from exporter.model.assets import Asset
from exporter.model.metadata import Metadata
from exporter.origin import Origin

Order = Literal["date", "date-descending", "author", "title", "section", "path", "listed"]
Group = Literal["", "folder", "year", "section", "author", "language"]
VolumesBy = Literal["", "count", "size", "year", "part"]


class CollectionPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part with a title and, perhaps, an introduction: the path of an article beside the collection's file.

    `articles` are patterns of paths below the collection's folder; what no part names stands behind the last one.
    """

    title: str
    introduction: str = ""
    articles: tuple[str, ...] = ()


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which articles are wanted. Patterns are of paths; dates are W3CDTF, both ends included; empty means all."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    languages: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


class DuplicateRules(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of articles that say the same.

    Of equal ones the first in the order of paths is kept. Near ones, as similar as `similarity` (0 to 1, the share of
    common runs of words) or more, are kept with a warning, or left out with `near` "leave-out". A stretch that stands
    again inside one article is kept, or left out the second time with `inside` "leave-out". Paths in `keep` are kept
    and paths in `leave_out` left out whatever was found; both are in Unicode's composed form, as `listed` are.
    """

    equal: Literal["leave-out", "keep"] = "leave-out"
    near: Literal["keep", "leave-out"] = "keep"
    inside: Literal["keep", "leave-out"] = "keep"
    similarity: float = 0.7
    keep: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()


class Volumes(msgspec.Struct, frozen=True, kw_only=True):
    """How a collection is split into several files: by a number of articles, bytes, the year, or the part."""

    by: VolumesBy = ""
    count: int = 0
    size_bytes: int = 0


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """What a collection says of itself, and its rules. `metadata.authors` are its editors.

    `listed` are paths in the order in which they are wanted, of which those that no other article comes before.
    With `keep_all` readers leave nothing out that they take for no part of an article.
    `assets` holds the picture of its cover, `files` its address; `origins` are the places of its rules by their fields.
    """

    metadata: Metadata = Metadata()
    series: str = ""
    position: str = ""
    order: Order = "date"
    group: Group = ""
    parts: tuple[CollectionPart, ...] = ()
    listed: tuple[str, ...] = ()
    filters: Filters = Filters()
    duplicates: DuplicateRules = DuplicateRules()
    volumes: Volumes = Volumes()
    keep_all: bool = False
    theme: str = ""
    brand: str = ""
    assets: dict[str, Asset] = {}
    files: tuple[str, ...] = ()
    origins: dict[str, Origin] = {}

    @property
    def introductions(self) -> list[str]:
        """The paths of the introductions of its parts."""
        return [part.introduction for part in self.parts if part.introduction]
