# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian packages from a tree of files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..shell import output, run


@dataclass(frozen=True)
class Package:
    """A package to be made."""

    name: str
    version: str
    depends: str = ""
    description: str = "made for tests"
    #: Folder whose content is the package's; None for one that only depends on others.
    tree: Path | None = None
    #: Paths within, from the root, that are kept when the administrator changed them.
    conffiles: tuple[str, ...] = ()
    #: Scripts of the maintainer by name, such as `postinst`.
    scripts: Mapping[str, str] = field(default_factory=dict)
    #: Further fields of its control file, and others than ours.
    fields: Mapping[str, str] = field(default_factory=dict)


def build(package: Package, work: Path, pool: Path) -> Path:
    """Build a package into the pool; return its file."""
    tree = package.tree or work / f"{package.name}-empty"
    control = tree / "DEBIAN"
    control.mkdir(parents=True, exist_ok=True)
    architecture = output(["dpkg", "--print-architecture"])
    fields = {
        "Package": package.name,
        "Version": package.version,
        "Architecture": architecture,
        "Maintainer": "The lab <lab@example.com>",
        "Installed-Size": str(_kib(tree)),
        "Depends": package.depends,
        "Section": "database",
        "Priority": "optional",
        "Description": package.description,
        **package.fields,
    }
    (control / "control").write_text("".join(f"{name}: {text}\n" for name, text in fields.items() if text))
    if package.conffiles:
        (control / "conffiles").write_text("".join(f"{path}\n" for path in package.conffiles))
    for name, text in package.scripts.items():
        (control / name).write_text(text)
        (control / name).chmod(0o755)
    target = pool / f"{package.name}_{package.version}_{architecture}.deb"
    half = target.with_suffix(".half")
    run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, half], what=f"build {target.name}")
    half.rename(target)
    shutil.rmtree(control)
    return target


def _kib(tree: Path) -> int:
    files = (Path(folder) / name for folder, _folders, names in os.walk(tree) for name in names)
    return sum(file.lstat().st_size for file in files) // 1024 + 1
