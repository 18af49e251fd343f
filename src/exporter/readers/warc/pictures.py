"""The pictures of a captured page, taken from the archive that holds the page."""

from typing import BinaryIO

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.assets import Asset
from exporter.model.nodes import Image, Node
from exporter.model.walk import rewrite, walk
from exporter.readers import ReadOptions
from exporter.readers.image_files import asset_of
from exporter.readers.picture_faults import PictureFault
from exporter.readers.warc.index import Index, joined
from exporter.readers.warc.records import Record, content_of
from exporter.readers.warc.streams import BrokenRecordError

_MOST_PICTURES = 2_000  # of one page
_MOST_BYTES = 256 * 1024 * 1024


def with_pictures(
    article: Article, page: Record, file: BinaryIO, index: Index, options: ReadOptions, report: Report
) -> Article:
    """The article with each picture that the archive holds; one that it lacks keeps its whole address."""
    images = {node.src: node for node in walk((article.standfirst, article.body)) if isinstance(node, Image)}
    assets: dict[str, Asset] = {}
    keys: dict[str, str] = {}
    left = _MOST_BYTES
    for src, image in list(images.items())[:_MOST_PICTURES]:
        if src[:5].lower() == "data:":
            continue
        record = index.at(joined(page.address, src), page.date)
        if record is None:
            continue
        try:
            data = content_of(file, record, min(options.max_picture_bytes, left))
            asset, remarks = asset_of(data, options.max_picture_pixels)
        except (BrokenRecordError, PictureFault) as fault:
            code, reason = (fault.code, fault.reason) if isinstance(fault, PictureFault) else ("R302", str(fault))
            report.add(code, f'picture "{src[:80]}" of the archive: {reason}', "capture it anew", image.origin)
            continue
        left -= len(data)
        for code, remark in remarks:
            report.add(code, f'picture "{src[:80]}" {remark}', "nothing to do", image.origin)
        assets[asset.key] = asset
        keys[src] = asset.key

    def placed(node: Node) -> Node:
        if not isinstance(node, Image) or node.src[:5].lower() == "data:":
            return node
        return msgspec.structs.replace(node, src=joined(page.address, node.src), asset=keys.get(node.src, ""))

    return msgspec.structs.replace(
        article,
        standfirst=rewrite(article.standfirst, placed),
        body=rewrite(article.body, placed),
        assets={**article.assets, **assets},
    )
