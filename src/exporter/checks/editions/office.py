"""The pages of Word files, as LibreOffice sets them where it is installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

_SECONDS = 120
# No macro runs, and nothing that a file links to is fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


class Unprinted(Exception):  # noqa: N818 - it becomes a message
    """A Word file has no pages here: the reason."""


def printed(files: Sequence[bytes]) -> list[bytes]:
    """Each DOCX as a PDF. Raises Unprinted where there is no LibreOffice, or it does not read one of them."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unprinted("LibreOffice is not installed")
    with tempfile.TemporaryDirectory(prefix="exporter-") as name:
        folder = Path(name)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, "utf-8")
        sources = [folder / f"{number}.docx" for number in range(len(files))]
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(data)
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, sources)]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)  # noqa: S603 - our own words
            return [source.with_suffix(".pdf").read_bytes() for source in sources]
        except subprocess.TimeoutExpired as exc:
            raise Unprinted(f"LibreOffice took longer than {_SECONDS} s") from exc
        except (OSError, subprocess.CalledProcessError) as exc:
            raise Unprinted("LibreOffice could not set one of the files") from exc
