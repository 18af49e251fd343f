"""What is known of a finished file: the rules of ours and of other judges that it breaks, and which judges spoke."""

import msgspec

from exporter.checks.rules import Fault


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
