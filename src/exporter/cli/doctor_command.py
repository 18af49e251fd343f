"""`exporter doctor`: what is installed, what is missing, and how to get it."""

import argparse
import sys
from importlib import metadata
from typing import Any

from exporter.cli import LIBRARY_MISSING, OK

_PACKAGES = ("weasyprint", "python-docx", "EbookLib", "Jinja2", "lxml", "markdown-it-py", "msgspec", "pillow", "PyYAML")
_LIBRARIES = {
    "Pango": (("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "libpango-1.0-0", "pango"),
    "PangoFT2": (
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
        "libpangoft2-1.0-0",
        "pango",
    ),
    "HarfBuzz": (("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "libharfbuzz0b", "harfbuzz"),
    "HarfBuzz subset": (
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
        "libharfbuzz-subset0",
        "harfbuzz",
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter doctor`."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(options: argparse.Namespace) -> int:
    """Print the findings; 4 when a format does not work here."""
    findings = [*_packages(), *_libraries(), *_fonts(), *_formats()]
    if options.json:
        import json

        print(json.dumps(findings, ensure_ascii=False))
    else:
        for finding in findings:
            mark = "ok     " if finding["ok"] else "MISSING"
            print(f"{mark} {finding['name']:32} {finding['detail']}")
            if finding["hint"]:
                print(f"        hint: {finding['hint']}")
    works = all(finding["ok"] for finding in findings if finding["kind"] == "format")
    return OK if works else LIBRARY_MISSING


def _finding(kind: str, name: str, ok: bool, detail: str, hint: str = "") -> dict[str, Any]:
    return {"kind": kind, "name": name, "ok": ok, "detail": detail, "hint": "" if ok else hint}


def _packages() -> list[dict[str, Any]]:
    findings = [
        _finding("package", "Python", sys.version_info >= (3, 11), sys.version.split()[0], "install Python 3.11")
    ]
    for name in _PACKAGES:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            version = ""
        findings.append(_finding("package", name, bool(version), version or "not installed", f"pip install {name}"))
    return findings


def _libraries() -> list[dict[str, Any]]:
    import ctypes

    findings = []
    for name, (files, debian, brew) in _LIBRARIES.items():
        found = ""
        for file in files:
            try:
                ctypes.CDLL(file)
            except OSError:
                continue
            found = file
            break
        hint = f"apt-get install {debian} (Debian, Ubuntu), dnf install {brew} (Fedora), brew install {brew} (macOS)"
        findings.append(_finding("library", name, bool(found), found or "not found; only PDF needs it", hint))
    return findings


def _fonts() -> list[dict[str, Any]]:
    from exporter.publication import Layout
    from exporter.publication.compose import find_theme, themes
    from exporter.theme.fonts import font_path

    findings = []
    for name in themes():
        theme = find_theme(Layout(theme=name))
        for family in theme.fonts.values():
            missing = [face.file for face in family.faces if font_path(theme, family, face) is None]
            detail = f"theme {name}, {len(family.faces)} faces" if not missing else f"lacks {', '.join(missing)}"
            findings.append(_finding("font", family.family, not missing, detail, f"pip install {family.package}"))
    return findings


def _formats() -> list[dict[str, Any]]:
    from exporter.backends import backend
    from exporter.errors import OutputError
    from exporter.registry import BACKENDS

    findings = []
    for name in BACKENDS:
        try:
            backend(name).load()
        except (OutputError, ImportError) as exc:
            hint = exc.messages[0].hint if isinstance(exc, OutputError) else f"pip install {getattr(exc, 'name', '')}"
            findings.append(_finding("format", f"format {name}", False, str(exc)[:200], hint))
        else:
            findings.append(_finding("format", f"format {name}", True, "works here"))
    return findings
