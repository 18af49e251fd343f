"""Loads WeasyPrint quickly.

WeasyPrint 70 spends more on its import than on a short document: cffi parses its C declarations anew at every start
(0.12 s), looks each library name up by starting other programs (0.05 s a name), and fontTools' subsetter loads although
HarfBuzz does its work (0.1 s). Each cost is avoided here by a step that gives way to the plain import when it does not
fit, so that another WeasyPrint is at worst slow.
"""

import hashlib
import importlib.util
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from exporter.errors import OutputError
from exporter.messages import Message

_MISSING = (
    "install Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (Debian, Ubuntu), "
    "dnf install pango (Fedora), brew install pango (macOS); exporter doctor says what is missing"
)


@cache
def weasyprint() -> Any:
    """The WeasyPrint module. Raises OutputError when it or a library that it needs is missing."""
    if "weasyprint" not in sys.modules:
        with suppress(Exception), _declarations_compiled(), _fonttools_late():
            import weasyprint  # noqa: F401 - a failure is met by the plain import below
    try:
        import weasyprint as module
    except (ImportError, OSError) as exc:
        reason = str(exc).strip().splitlines()[0][:160]
        message = Message("B101", "error", f"a PDF cannot be made here: {reason}", _MISSING)
        raise OutputError(message) from exc
    return module


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
    name = f"exporter_ffi_{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "exporter" / "ffi"
    file = folder / f"{name}.py"
    if not file.is_file():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _compile(source, name, file)
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ffi


def _compile(source: str, name: str, file: Path) -> None:
    import cffi

    builder = cffi.FFI()
    builder.cdef(source)
    builder.set_source(name, None)
    handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".py")
    os.close(handle)
    with redirect_stdout(io.StringIO()):  # cffi tells the world that it is "generating"
        builder.emit_python_code(temporary)
    os.replace(temporary, file)  # another process that compiles at the same time writes the same


@contextmanager
def _fonttools_late() -> Iterator[None]:
    """Load fontTools' subsetter and instancer only when they are called: HarfBuzz subsets, and our fonts are static."""
    late = {name: _LateModule(name) for name in ("fontTools.subset", "fontTools.varLib.instancer")}
    late = {name: module for name, module in late.items() if name not in sys.modules}
    sys.modules.update(late)
    try:
        yield
    finally:
        for name in late:
            sys.modules.pop(name, None)


class _LateModule(ModuleType):
    """Stands for a module until one of its names is called or asked for a name of its own."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _LateName(self.__name__, name)


class _LateName:
    def __init__(self, module: str, name: str) -> None:
        self._place = module, name

    def _real(self) -> Any:
        module, name = self._place
        return getattr(importlib.import_module(module), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._real()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)
