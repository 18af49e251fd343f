"""Loads WeasyPrint quickly.

WeasyPrint 70 spends more on its import than on a short document: cffi parses its C declarations anew at every start
(0.12 s), looks each library name up by starting other programs (0.05 s a name), and libraries load of which an article
needs nothing: fontTools, because HarfBuzz subsets the fonts; an HTML parser, because our page is a tree already;
Pillow, where there are no pictures. Each cost is avoided here by a step that gives way to the plain import when it
does not fit, so that another WeasyPrint is at worst slow.
"""

import hashlib
import importlib.util
import io
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from exporter.backends.pdf.late import loaded_late, resolve
from exporter.cache import cached_file
from exporter.errors import OutputError
from exporter.messages import Message

_LATE = (
    "tinyhtml5",
    "PIL",
    "PIL.ImageCms",
    "fontTools",
    "fontTools.ttLib",
    "fontTools.varLib.instancer",
)
_MISSING = (
    "install Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (Debian, Ubuntu), "
    "dnf install pango (Fedora), brew install pango (macOS), pacman -S mingw-w64-ucrt-x86_64-pango (Windows, MSYS2); "
    "exporter doctor says what is missing"
)


@cache
def weasyprint() -> Any:
    """The WeasyPrint module. Raises OutputError when it or a library that it needs is missing."""
    # A missing library makes it print a page of advice; an old one makes it warn of a future that is not today's; and
    # it warns where there are no fonts but those of the stylesheet.
    with redirect_stdout(io.StringIO()), warnings.catch_warnings(), no_system_fonts():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.filterwarnings("ignore", "No fonts configured", UserWarning)
        if "weasyprint" not in sys.modules:
            try:
                _import_quickly()
            except Exception:  # whatever it was, the plain import below meets it again or does without
                for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
                    del sys.modules[name]
        try:
            import weasyprint as module
        except (ImportError, OSError) as exc:
            reason = str(exc).strip().splitlines()[0][:160]
            message = Message("B101", "error", f"a PDF cannot be made here: {reason}", _MISSING)
            raise OutputError(message) from exc
    return module


@contextmanager
def no_system_fonts() -> Iterator[None]:
    """Let fontconfig, which reads its configuration anew for each set of fonts, find none of this machine's.

    With them a character that the theme's fonts lack would be another shape on each machine, or an emoji in colours.
    """
    name = "FONTCONFIG_FILE"
    kept = os.environ.get(name)
    os.environ[name] = str(Path(__file__).parent / "fonts.conf")
    try:
        yield
    finally:
        del os.environ[name]
        if kept is not None:
            os.environ[name] = kept


def _import_quickly() -> None:
    with _declarations_compiled(), loaded_late(_LATE):
        import weasyprint.pdf.fonts
        import weasyprint.text.ffi
    if weasyprint.text.ffi.harfbuzz_subset is None:
        resolve(weasyprint.pdf.fonts)  # fontTools has to subset then, and its exceptions are caught by their names


@contextmanager
def _declarations_compiled() -> Iterator[None]:
    """Let WeasyPrint's ffi module find its C declarations compiled, as cffi's out-of-line ABI mode has them.

    The compiled form lies in the user's cache folder under a hash of the declarations and of cffi's version. Its dlopen
    takes file names as they are, without the look-up through compilers.
    """
    source = _ffi_source()
    if source is None:
        yield
        return
    compiled = _compiled_declarations(source)
    stand_in = ModuleType("cffi")
    stand_in.FFI = lambda: _CompiledFFI(compiled)  # type: ignore[attr-defined]
    real = sys.modules.get("cffi")
    sys.modules["cffi"] = stand_in
    try:
        yield
    finally:
        if real is None:
            del sys.modules["cffi"]
        else:
            sys.modules["cffi"] = real


class _CompiledFFI:
    """A compiled ffi that takes, and ignores, the declarations that it was compiled from."""

    def __init__(self, compiled: Any) -> None:
        for name in dir(compiled):
            if not name.startswith("__"):
                setattr(self, name, getattr(compiled, name))

    def cdef(self, declarations: str) -> None:
        """Do nothing: these declarations are compiled already."""


def _ffi_source() -> str | None:
    spec = importlib.util.find_spec("weasyprint")
    if spec is None or not spec.submodule_search_locations:
        return None
    text = (Path(next(iter(spec.submodule_search_locations))) / "text" / "ffi.py").read_text("utf-8")
    parts = text.split("ffi.cdef('''")
    # Exactly one block of declarations, or this is not the module that we know.
    return parts[1].split("''')")[0] if len(parts) == 2 else None


def _compiled_declarations(source: str) -> Any:
    import _cffi_backend

    key = f"{_cffi_backend.__version__}\n{sys.version}\n{source}"
    name = f"ffi_{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    file = cached_file(f"ffi/{name}.py", lambda: _compile(source, name))
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ffi


def _compile(source: str, name: str) -> bytes:
    import cffi

    builder = cffi.FFI()
    builder.cdef(source)
    builder.set_source(name, None)
    text = io.StringIO()
    builder.emit_python_code(text)  # prints what it does; `weasyprint` above keeps that from the terminal
    return text.getvalue().encode()
