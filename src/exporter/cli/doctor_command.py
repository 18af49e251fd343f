"""`exporter doctor`: what is installed, what is missing, and how to get it."""

import argparse
import re
import sys
from importlib import metadata

import msgspec

from exporter.cli import LIBRARY_MISSING, OK

# The system libraries that WeasyPrint 70 opens (its text/ffi.py): the files' names on Linux, macOS and Windows, and
# the packages of Debian and Ubuntu, Fedora, Homebrew and MSYS2 that bring them.
_LIBRARIES = {
    "Pango": (
        ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
        ("libpango-1.0-0", "pango", "pango", "pango"),
    ),
    "PangoFT2": (
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
        ("libpangoft2-1.0-0", "pango", "pango", "pango"),
    ),
    "Fontconfig": (
        ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
        ("libfontconfig1", "fontconfig", "fontconfig", "fontconfig"),
    ),
    "HarfBuzz": (
        ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
        ("libharfbuzz0b", "harfbuzz", "harfbuzz", "harfbuzz"),
    ),
    "HarfBuzz subset": (
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
        ("libharfbuzz-subset0", "harfbuzz", "harfbuzz", "harfbuzz"),
    ),
}
_OPTIONAL = {"HarfBuzz subset": "not found; PDFs work without it, but take longer and grow larger"}
_SAMPLE = "---\ntitle: A title\nlang: en\n---\n\nA word[^1] and `code`.\n\n[^1]: A note.\n"


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at; `kind` is package, library, font, format or judge."""

    kind: str
    name: str
    ok: bool
    detail: str
    hint: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter doctor`."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(options: argparse.Namespace) -> int:
    """Print the findings; 4 when a format does not work here."""
    formats = _formats()
    findings = [_python(), *_packages(), *_libraries(), *_fonts(), *formats, *_judges()]
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(findings), indent=2).decode())
    else:
        for finding in findings:
            print(f"{'ok     ' if finding.ok else 'MISSING'} {finding.name:32} {finding.detail}")
            if finding.hint:
                print(f"        hint: {finding.hint}")
    return OK if all(finding.ok for finding in formats) else LIBRARY_MISSING


def _finding(kind: str, name: str, ok: bool, detail: str, hint: str) -> Finding:
    return Finding(kind, name, ok, detail, "" if ok else hint)


def _python() -> Finding:
    return _finding("package", "Python", sys.version_info >= (3, 11), sys.version.split()[0], "install Python 3.11")


def _packages() -> list[Finding]:
    """Every package that exporter requires, after its own metadata; none where it runs without being installed."""
    try:
        required = metadata.requires("exporter") or []
    except metadata.PackageNotFoundError:
        return []
    findings = []
    for requirement in sorted(required, key=str.lower):
        if "extra ==" in requirement:
            continue
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        least = re.search(r">=([\d.]+)", requirement)
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            version = ""
        ok = bool(version) and (least is None or _numbers(version) >= _numbers(least[1]))
        detail = version or "not installed"
        if version and least and not ok:
            detail = f"{version}, older than {least[1]}"
        findings.append(_finding("package", name, ok, detail, f"pip install --upgrade '{requirement}'"))
    return findings


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _libraries() -> list[Finding]:
    import ctypes

    findings = []
    for name, (files, (debian, fedora, brew, msys)) in _LIBRARIES.items():
        found = ""
        for file in files:
            try:
                ctypes.CDLL(file)
            except OSError:
                continue
            found = file
            break
        hint = (
            f"apt-get install {debian} (Debian, Ubuntu), dnf install {fedora} (Fedora), brew install {brew} (macOS), "
            f"pacman -S mingw-w64-ucrt-x86_64-{msys} (Windows, MSYS2)"
        )
        missing = _OPTIONAL.get(name, "not found; PDF alone needs it")
        findings.append(_finding("library", name, bool(found), found or missing, hint))
    return findings


def _fonts() -> list[Finding]:
    from exporter.errors import ExporterError
    from exporter.publication import Layout
    from exporter.publication.look import find_theme, themes
    from exporter.theme.fonts import font_path

    findings = []
    for name in themes():
        try:
            theme = find_theme(Layout(theme=name))
        except ExporterError as exc:
            findings += [_finding("font", f"theme {name}", False, found.text, found.hint) for found in exc.messages]
            continue
        for family in theme.fonts.values():
            missing = [face.file for face in family.faces if font_path(theme, family, face) is None]
            detail = f"theme {name}, {len(family.faces)} faces" if not missing else f"lacks {', '.join(missing)}"
            hint = f'pip install "exporter[{family.extra}]"' if family.extra else f"pip install {family.package}"
            if missing and family.extra:  # wanted by texts in its script alone
                detail = f"not installed; texts in {', '.join(family.scripts)} need it: {hint}"
            findings.append(_finding("font", family.family, not missing or bool(family.extra), detail, hint))
    return findings


def _judges() -> list[Finding]:
    """Programs of others that `exporter check` asks; nothing else needs them."""
    from exporter.checks.judges import JUDGES, Absent, judge_named

    findings = []
    for judge in map(judge_named, JUDGES):
        try:
            detail, hint = f"{judge.found()}, judges {', '.join(judge.formats)}", ""
        except Absent as exc:
            detail, hint = f"not here: {exc}; exporter check does without", exc.install
        findings.append(Finding("judge", f"judge {judge.name}", not hint, detail, hint))
    return findings


def _formats() -> list[Finding]:
    """Whether each format can be made here, found out by making it."""
    from exporter.api import convert_text
    from exporter.registry import BACKENDS

    findings = []
    for name in BACKENDS:
        try:
            result = convert_text(_SAMPLE, [name])
        except ImportError as exc:
            findings.append(_finding("format", f"format {name}", False, str(exc), f"pip install {exc.name or ''}"))
            continue
        errors = [message for message in result.messages if message.severity == "error"]
        detail = errors[0].text if errors else "works here"
        findings.append(_finding("format", f"format {name}", not errors, detail, errors[0].hint if errors else ""))
    return findings
