# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection that ansible-galaxy builds: complete, without what only this checkout needs."""

from __future__ import annotations

import tarfile
from pathlib import Path

import yaml

from tests.checkout import ROOT, files, must_pass

NEEDED = ("LICENSE", "README.md", "MANIFEST.json", "FILES.json", "CHANGELOG.md", "meta/runtime.yml", "requirements.txt")
UNWANTED = ("tests", "tools", "extensions/molecule", "Makefile", "pyproject.toml", ".build", ".venv", ".git", ".ci")
SHIPPED = ("plugins", "roles", "playbooks", "docs", "examples", "meta")


def test_the_collection_builds_with_just_what_users_need(tmp_path: Path) -> None:
    must_pass(["ansible-galaxy", "collection", "build", "--output-path", tmp_path, ROOT])
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text())["version"]
    with tarfile.open(tmp_path / f"maestro-databases-{version}.tar.gz") as archive:
        names = {member.name for member in archive.getmembers() if member.isfile()}

    shipped = {str(path) for path in files() if path.parts[0] in SHIPPED}
    assert sorted((shipped | set(NEEDED)) - names) == []
    assert sorted(name for name in names if any(name == out or name.startswith(f"{out}/") for out in UNWANTED)) == []
    assert sorted(name for name in names if "__pycache__" in name or name.endswith(".pyc")) == []
