"""The article as readers give it and passes prepare it."""

import msgspec

from exporter.model.assets import Asset
from exporter.model.metadata import Metadata
from exporter.model.nodes import AnyBlock, AnyInline


class Article(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One structured article.

    `standfirst` is the introduction with its inline markup, `metadata.summary` the same words without.
    `assets` holds each loaded picture under its key. `files` are the addresses of all that was read beside the article:
    pictures, data, bibliographies.
    """

    metadata: Metadata
    body: tuple[AnyBlock, ...] = ()
    standfirst: tuple[AnyInline, ...] = ()
    assets: dict[str, Asset] = {}
    files: tuple[str, ...] = ()
