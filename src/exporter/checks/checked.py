"""What is known of a finished file: the rules of ours and of other judges that it breaks, and which judges spoke."""

from collections.abc import Iterable

import msgspec

from exporter.checks.rules import Fault

_MOST_NAMED = 3  # files of which a judge said nothing, for one reason


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """A judge that was asked about a file; when it said nothing, `silent` tells why and `hint` what to do about it."""

    judge: str
    version: str = ""
    silent: str = ""
    hint: str = ""

    @property
    def named(self) -> str:
        """The judge with its version."""
        return f"{self.judge} {self.version}".strip()


class Checked(msgspec.Struct, frozen=True):
    """What is wrong with one finished file of a format, and who was asked besides our own rules."""

    format: str
    faults: tuple[Fault, ...]
    judges: tuple[Asked, ...] = ()

    @property
    def errors(self) -> int:
        """How many of the faults are errors."""
        return sum(fault.severity == "error" for fault in self.faults)


class Heard(msgspec.Struct, frozen=True):
    """What became of asking a judge: how many files it judged, and why it said nothing of others, with the remedy."""

    judge: str
    files: int
    silent: tuple[tuple[str, str], ...]


def heard(files: Iterable[tuple[str, Iterable[Asked]]]) -> list[Heard]:
    """What became of asking each judge about some files, by their names."""
    spoke: dict[str, list[str]] = {}
    silent: dict[str, dict[tuple[str, str], list[str]]] = {}
    for name, judges in files:
        for asked in judges:
            named = spoke.setdefault(asked.judge, [])
            if asked.silent:
                silent.setdefault(asked.judge, {}).setdefault((asked.silent, asked.hint), []).append(name)
            else:
                named.append(asked.named)
    return [
        Heard(named[0] if named else judge, len(named), tuple(map(_reason, silent.get(judge, {}).items())))
        for judge, named in spoke.items()
    ]


def _reason(silence: tuple[tuple[str, str], list[str]]) -> tuple[str, str]:
    """Why a judge said nothing: because it is not here, which has a remedy, or of which files and why."""
    (reason, hint), names = silence
    if hint:
        return f"not asked: {reason}", hint
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"says nothing of {', '.join(names[:_MOST_NAMED])}{more}: {reason}", ""
