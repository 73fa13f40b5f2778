# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another version of Kubernetes than the one that the sources name, for who asks for it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from ..errors import LabError

SOURCES = Path(__file__).resolve().parent.parent / "kubernetes"
VARIABLE = "MAESTRO_LAB_KUBERNETES"
#: Staging modules that are younger than the others, and the minor version that they came with.
YOUNGER = {"k8s.io/cri-streaming": 36, "k8s.io/streaming": 36}


def own() -> str:
    """Return the version that go.mod requires."""
    found = re.search(r"k8s\.io/kubernetes (v[\d.]+)", (SOURCES / "go.mod").read_text())
    assert found is not None
    return found[1]


def wanted() -> str:
    """Return the version to build."""
    asked = os.environ.get(VARIABLE, "")
    if asked and not re.fullmatch(r"v?1\.\d+\.\d+", asked):
        raise LabError(f"{VARIABLE}={asked} is no version", "write it as 1.33.13")
    return f"v{asked.removeprefix('v')}" if asked else own()


def requirements(version: str) -> str:
    """Return the go.mod of another version. Go works out all that it does not name."""
    staging = version.replace("v1.", "v0.", 1)
    minor = int(version.split(".")[1])
    modules = re.findall(r"(k8s\.io/\S+) => ", (SOURCES / "go.mod").read_text())
    replaced = [name for name in modules if YOUNGER.get(name, 0) <= minor]
    lines = ["module maestro.databases/tests/lab/kubernetes", "", "go 1.26.0", ""]
    lines += [f"require k8s.io/component-base {staging}", f"require k8s.io/kubernetes {version}"]
    lines += [f"replace {name} => {name} {staging}" for name in replaced]
    return "\n".join(lines) + "\n"


def copy_sources(version: str, place: Path) -> Path:
    """Make the sources of another version."""
    shutil.copytree(SOURCES, place, ignore=shutil.ignore_patterns("coredns", "go.*"))
    (place / "go.mod").write_text(requirements(version))
    return place
