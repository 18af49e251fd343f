"""The sources that a volume carries: every input that is in it, with the files beside it, as they came."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path, PurePath

from exporter import __version__
from exporter.batch.inputs import Input
from exporter.embedding import library_versions
from exporter.kept import MANIFEST, Entry, Manifest, SourceFile, manifest_of, stored_name
from exporter.messages import Message

_LARGEST_BYTES = 100_000_000  # of one source


def large(inputs: Iterable[Input]) -> set[str]:
    """The paths of inputs that would make every file as large as an archive of the web."""
    return {item.path for item in inputs if item.size_bytes > _LARGEST_BYTES}


def told_of_large(inputs: Iterable[Input]) -> list[Message]:
    """What is to be said of them."""
    hint = "keep it beside them; exporter bag puts it into a package"
    text = f"{{}} is larger than {_LARGEST_BYTES:,} bytes, and is not carried inside the files"
    return [Message("R713", "note", text.format(path), hint) for path in sorted(large(inputs))]


class Sources:
    """The files of a volume's sources, by their paths below the collection's folder, in their order."""

    def __init__(self, folder: Path, paths: Iterable[str], theme: str) -> None:
        self._folder = folder
        self.paths = tuple(sorted(set(paths)))
        self._theme = theme

    @property
    def names(self) -> list[str]:
        """The names under which the files are stored, where none is known, and the manifest last."""
        return [*(stored_name(number, path) for number, path in enumerate(self.paths, 1)), MANIFEST]

    @property
    def media_types(self) -> dict[str, str]:
        """The media types of the files, by the endings of the names that they are stored under."""
        names = [(stored_name(number, path), path) for number, path in enumerate(self.paths, 1)]
        found = {stored.rpartition(".")[2]: SourceFile(path, b"").media_type for stored, path in names}
        return {**found, "json": "application/json"}

    def stored(self, known: Callable[[bytes], str] | None = None) -> Iterator[tuple[str, SourceFile]]:
        """Each file with the name that it is stored under, the manifest last (see `kept.Stored`).

        Raises OSError for one that is gone.
        """
        entries = []
        for number, path in enumerate(self.paths, 1):
            file = SourceFile(path, (self._folder / path).read_bytes())
            stored = known(file.data) if known else ""
            entries.append(Entry(path, stored or stored_name(number, path), sha256(file.data).hexdigest()))
            if not stored:
                yield entries[-1].stored, file
        manifest = Manifest(
            made_by=f"exporter {__version__}",
            reader="collection",
            kind="collection",
            theme=PurePath(self._theme).name,
            libraries=library_versions(),
            files=tuple(entries),
        )
        yield MANIFEST, SourceFile(MANIFEST, manifest_of(manifest))
