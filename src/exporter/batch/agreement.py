"""What whoever works for a run must have in common with the process that leads it: program, folders, look.

A forked worker has; one of a cluster may run another version, or see other files under the same path. Nothing is made
before that is known.
"""

import socket
from functools import lru_cache

import msgspec

from exporter.batch.inputs import folder_of
from exporter.batch.store import Store, open_store
from exporter.batch.versions import look_of, made_by
from exporter.errors import ExporterError, OutputError
from exporter.messages import Message
from exporter.publication import Layout


class Common(msgspec.Struct, frozen=True):
    """What all have in common: the address of the store, the token that tells it from others, and the program."""

    store: str
    token: str
    made_by: str


@lru_cache(maxsize=8)
def store_of(common: Common) -> Store:
    """The store of a run. Raises OutputError when this process runs another program, or does not see the store."""
    if made_by() != common.made_by:
        text = f"runs exporter {made_by()}, and the run is of {common.made_by}"
        raise _differs(text, "install the same exporter, with the same libraries, on all machines of the cluster")
    store = open_store(common.store)
    if not store.has_token(common.token):
        hint = "name a folder that all machines see under the same path, or a URL (s3://bucket/state), with --state"
        raise _differs(f"does not see {common.store}, where the run keeps what is made", hint)
    return store


@lru_cache(maxsize=8)
def agree_on_folder(address: str) -> None:
    """Raise OutputError when this process does not see the articles."""
    try:
        folder_of(address)
    except ExporterError as exc:
        hint = "name a folder that all machines see under the same path, or a URL (s3://bucket/articles)"
        raise _differs(f"does not see the articles: {exc}", hint) from exc


@lru_cache(maxsize=8)
def agree_on_look(layout: Layout, look: str) -> None:
    """Raise OutputError when this process sees another theme, brand or templates."""
    try:
        same = look_of(layout) == look
    except ExporterError:
        same = False
    if not same:
        hint = "put theme, brand and templates where all machines see them under the same path"
        raise _differs("does not see the theme, the brand or the templates of the run", hint)


def _differs(text: str, hint: str) -> OutputError:
    return OutputError(Message("L404", "error", f"a worker on {socket.gethostname()} {text}", hint))
