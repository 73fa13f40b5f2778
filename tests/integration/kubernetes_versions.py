# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of Kubernetes whose API server passed the tests, and the README's table of them.

`python -m tests.integration.kubernetes_versions 1.34.4 1.35.4` builds the API servers that are missing, runs the tests
on each, records what the servers called themselves, and writes the table. Without a version: on those recorded. A test
holds the README against the records.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.checkout import ROOT, environment
from tests.lab.cluster.versions import VARIABLE
from tests.readme import Section

HERE = Path(__file__).parent
RECORDS = HERE / "kubernetes_versions.json"
SECTION = Section("kubernetes", "tests.integration.kubernetes_versions")
#: All that needs no more than an API server.
TESTS = ("test_kubernetes.py", "test_kubernetes_shapes.py", "test_kubernetes_ways.py", "test_publication.py")


def records() -> dict[str, int]:
    """How many tests passed on each version, none failed, when they were last run on it."""
    found: dict[str, int] = json.loads(RECORDS.read_text())
    return found


def table(found: Mapping[str, int]) -> str:
    """The versions, the oldest first."""
    rows = [f"| {version} | {found[version]} |" for version in sorted(found, key=parts)]
    return "".join(f"{line}\n" for line in ("| kube-apiserver | tests passed |", "|---|---|", *rows))


def parts(version: str) -> tuple[int, ...]:
    """1.9.0 comes before 1.10.0."""
    return tuple(int(part) for part in version.split("."))


def run(version: str) -> tuple[str, int]:
    """Runs the tests on a version: what the server called itself, and how many passed."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={results}", *(str(HERE / name) for name in TESTS)]
        subprocess.run(command, cwd=ROOT, env=environment({VARIABLE: version}), check=True)
        suite = ET.parse(results).find("testsuite")
    assert suite is not None
    told = suite.find("properties/property[@name='kubernetes']")
    assert told is not None
    return told.attrib["value"], int(suite.attrib["tests"]) - int(suite.attrib["skipped"])


def main(versions: Sequence[str]) -> int:
    """Records each version as soon as it has passed."""
    for asked in versions or list(records()):
        version, passed = run(asked)
        ordered = sorted({**records(), version: passed}.items(), key=lambda one: parts(one[0]))
        RECORDS.write_text(json.dumps(dict(ordered), indent=2) + "\n")
        SECTION.write(table(records()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
