"""The faults of finished files as SARIF 2.1.0: a run of our own rules, and one of each judge that spoke."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from exporter import __version__
from exporter.checks.checked import Checked
from exporter.checks.rules import Fault, rules_of

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(found: Sequence[tuple[Path, Checked]]) -> dict[str, Any]:
    """The log; that a judge was silent is a notification of the first run."""
    formats = sorted({checked.format for _, checked in found})
    rules = [
        {
            "id": rule.code,
            "shortDescription": {"text": rule.asks},
            "fullDescription": {"text": f"{rule.why} ({rule.source})"},
            "help": {"text": rule.mend},
            "defaultConfiguration": {"level": rule.severity},
        }
        for name in formats
        for rule in rules_of(name)
    ]
    own = _run("exporter", __version__, rules, _results(found, ""))
    silent = dict.fromkeys(f"{a.judge}: {a.silent}" for _, checked in found for a in checked.judges if a.silent)
    notes = [{"level": "note", "message": {"text": text}} for text in silent]
    own["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notes}]
    spoke = dict.fromkeys((a.judge, a.version) for _, checked in found for a in checked.judges if not a.silent)
    runs = [_run(name, version, _rules(found, name), _results(found, name)) for name, version in spoke]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [own, *runs]}


def _run(name: str, version: str, rules: list[dict[str, Any]], results: list[dict[str, Any]]) -> dict[str, Any]:
    return {"tool": {"driver": {"name": name, "version": version, "rules": rules}}, "results": results}


def _rules(found: Iterable[tuple[Path, Checked]], judge: str) -> list[dict[str, Any]]:
    """Those of another judge's rules that are broken: more of them is not known here."""
    broken: dict[str, Fault] = {}
    for _, checked in found:
        for fault in checked.faults:
            if fault.judge == judge:
                broken.setdefault(fault.code, fault)
    return [
        {
            "id": fault.code,
            "shortDescription": {"text": fault.why or fault.text},
            "fullDescription": {"text": fault.source},
            "help": {"text": fault.mend},
            "defaultConfiguration": {"level": fault.severity},
        }
        for fault in broken.values()
    ]


def _results(found: Iterable[tuple[Path, Checked]], judge: str) -> list[dict[str, Any]]:
    return [
        {
            "ruleId": fault.code,
            "level": fault.severity,
            "message": {"text": f"{fault.place}: {fault.text}" if fault.place else fault.text},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": file.as_posix()}}}],
            **({"properties": {"page": fault.page, "box": fault.box}} if fault.page else {}),
        }
        for file, checked in found
        for fault in checked.faults
        if fault.judge == judge
    ]
