"""Loads the pictures of an article, alike for all readers: from its own folder, once each, and nothing else.

A picture that cannot be had leaves its alternative text, and a message.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.assets import Asset
from exporter.model.nodes import Image, Node
from exporter.model.walk import rewrite, walk
from exporter.origin import Origin, Source
from exporter.readers.picture_faults import PictureFault

if TYPE_CHECKING:
    from exporter.readers import ReadOptions

_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)


def load_pictures(article: Article, source: Source, options: "ReadOptions", report: Report) -> Article:
    """The same article with each picture's file as an asset, and `Image.asset` naming it; those that its reader took
    from the source stay as they are."""
    images = [node for node in walk((article.standfirst, article.body)) if isinstance(node, Image)]
    if not images and not article.metadata.cover:
        return article
    loader = _Loader(source, options, report)
    for image in images:
        if not image.asset:
            loader.load(image.src, image.origin)
        if not image.alt and not image.decorative:
            report.add(
                "R306",
                f'picture "{image.src}" has no alternative text',
                "describe it where it was put in, or mark it as decorative there"
                if image.asset
                else f"write ![what the picture shows]({image.src}), or ![]({image.src}){{.decorative}}",
                image.origin,
            )

    def name(node: Node) -> Node:
        key = loader.keys.get(node.src, "") if isinstance(node, Image) and not node.asset else ""
        return msgspec.structs.replace(node, asset=key) if key else node

    metadata = article.metadata
    if metadata.cover:
        loader.load(metadata.cover, Origin(source.name), "cover ")
        metadata = msgspec.structs.replace(metadata, cover=loader.keys.get(metadata.cover, ""))
    return msgspec.structs.replace(
        article,
        metadata=metadata,
        standfirst=rewrite(article.standfirst, name),
        body=rewrite(article.body, name),
        assets={**article.assets, **loader.assets},
        files=(*article.files, *(src for src, key in loader.keys.items() if key)),
    )


def file_beside(name: str, source: Source, options: "ReadOptions") -> bytes:
    """The bytes of a file that lies where an article's pictures may lie. Raises PictureFault."""
    return _Loader(source, options, Report())._file(name)


def text_beside(name: str, source: Source, options: "ReadOptions") -> str:
    """The text of such a file. Raises PictureFault, also where it is not UTF-8."""
    data = file_beside(name, source, options)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        hint = "save it as UTF-8; from Windows-1252: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW"
        raise PictureFault("R302", f"is not UTF-8 in line {line}", hint) from exc


class _Loader:
    """The pictures of one article: each address is looked at once, each file kept once."""

    def __init__(self, source: Source, options: "ReadOptions", report: Report) -> None:
        self.assets: dict[str, Asset] = {}
        self.keys: dict[str, str] = {}
        self._source = source
        self._options = options
        self._report = report
        self._folders = [folder for folder in (source.folder, *options.picture_folders) if folder]

    def load(self, src: str, origin: Origin | None, what: str = "") -> None:
        """Make an asset of what an address names, or say why there is none."""
        from exporter.readers.image_files import asset_of

        if src in self.keys:
            return
        self.keys[src] = ""
        try:
            data = self._data(src)
            asset, remarks = asset_of(data, self._options.max_picture_pixels)
        except PictureFault as fault:
            self._report.add(fault.code, f'{what}picture "{_short(src)}" {fault.reason}', fault.hint, origin)
            return
        for code, remark in remarks:
            hint = "nothing to do, or change the file itself"
            self._report.add(code, f'picture "{_short(src)}" {remark}', hint, origin)
        self.assets[asset.key] = asset
        self.keys[src] = asset.key

    def _data(self, src: str) -> bytes:
        if src[:5].lower() == "data:":
            return _inline(src)
        if _REMOTE.match(src):
            if not self._options.allow_remote:
                raise PictureFault("R304", "is on the network, and was not fetched", "save it beside the article, "
                                   "or allow it with --allow-remote")  # fmt: skip
            from exporter.readers.remote import fetch

            return fetch(src if src[0] != "/" else f"https:{src}", self._options.max_picture_bytes)
        return self._file(src)

    def _file(self, src: str) -> bytes:
        name = _unquoted(re.sub(r"[?#].*$", "", src, flags=re.DOTALL)).replace("\\", "/")
        try:
            path = self._path(name)
            size = path.stat().st_size
            if size > self._options.max_picture_bytes:
                limit = f"{self._options.max_picture_bytes:,}"
                raise PictureFault("R308", f"has {size:,} bytes, more than {limit}", "save it smaller")
            return path.read_bytes()
        except (OSError, ValueError, RuntimeError) as exc:
            reason = getattr(exc, "strerror", None) or "its name is no file name"
            raise PictureFault("R302", f"cannot be read: {reason}", "check the file's name and its rights") from exc

    def _path(self, name: str) -> Path:
        """The file behind a name, after links, inside one of the folders that are allowed."""
        if name.startswith("/"):
            root = self._options.picture_root
            if root is None:
                raise PictureFault(
                    "R305",
                    'begins with "/", and nothing says where the site\'s pictures lie',
                    "name the folder with --picture-root, or write the address from the article's own folder",
                )
            name, folders = name.lstrip("/"), [root]
        else:
            folders = [folder for folder in (*self._folders, self._options.picture_root) if folder]
        candidates = [folder / spelled for folder in folders for spelled in _spellings(name)]
        if not candidates:
            raise PictureFault("R301", "has no folder to lie in", "name its folder with --picture-root")
        outside = False
        allowed = [folder for folder in (*self._folders, self._options.picture_root) if folder]
        for candidate in candidates:
            resolved = candidate.resolve()
            near = (folder for folder in allowed if isinstance(resolved, type(folder)))  # not behind a URL, or all
            if not any(resolved.is_relative_to(folder.resolve()) for folder in near):
                outside = True
            elif resolved.is_file():
                return resolved
        if outside:
            raise PictureFault(
                "R305",
                "lies outside the article's folder, and was not read",
                "copy it beside the article, or allow its folder with --picture-root",
            )
        raise PictureFault("R301", "is not there", _near(candidates[0]))


def _spellings(name: str) -> tuple[str, ...]:
    """The name, and the same in composed and decomposed letters: some systems store "é" as two characters."""
    if name.isascii():
        return (name,)
    import unicodedata

    return (name, *(unicodedata.normalize(form, name) for form in ("NFC", "NFD")))


def _near(path: Path) -> str:
    import difflib

    folder = path.parent
    names = sorted(item.name for item in folder.iterdir() if item.is_file()) if folder.is_dir() else []
    near = difflib.get_close_matches(path.name, names, 1)
    return f'did you mean "{near[0]}"?' if near else "copy the file beside the article, or correct its name"


def _inline(src: str) -> bytes:
    import base64

    head, _, body = src.partition(",")
    try:
        body = re.sub(r"\s+", "", _unquoted(body)) if head.lower().endswith(";base64") else _unquoted(body)
        return base64.b64decode(body, validate=True) if head.lower().endswith(";base64") else body.encode()
    except ValueError as exc:
        raise PictureFault("R302", "is written into the text, and broken there", "save it as a file") from exc


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def _short(src: str) -> str:
    return src if len(src) <= 80 else f"{src[:60]}…"
