# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MySQL 9.7 for trixie, which has none: sid's server in packages that are named as its maker's.

The maker brings libraries of its own in a folder that only its programs know, and so does this one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from ..machine import ensure_programs
from ..shell import run
from .debian import RENAMED, Repacking, bring, control, decoy, fetch
from .packing import Package

_PRIVATE = "usr/lib/mysql/private"
#: Libraries that trixie has in earlier versions, whatever number sid's have by now.
_LIBRARIES = re.compile(r"lib(icu\d|stdc\+\+|gcc-s|google-perftools)\S*")
#: The maker's names of Debian's packages.
_NAMES = {
    "mysql-client-core": "mysql-community-client-core",
    "mysql-client": "mysql-community-client",
    "mysql-server-core": "mysql-community-server-core",
    "mysql-server": "mysql-community-server",
}
#: Which bring programs.
_CORES = ("mysql-client-core", "mysql-server-core")
_PLUGINS = "mysql-community-client-plugins"
_SOURCE = {"Source": "mysql-community"}


def make(work: Path) -> list[Package]:
    """The server and the client, and the packages that bring one of each."""
    ensure_programs({"patchelf": "patchelf"})
    new = fetch("sid", _NAMES, work)
    common = fetch("trixie", ["mysql-common"], work)["mysql-common"]
    needed = [one.partition(" ")[0] for one in control(new["mysql-server-core"])["Depends"].split(", ")]
    libraries = fetch("sid", filter(_LIBRARIES.fullmatch, needed), work / "libraries")
    theirs = control(new["mysql-server"])["Version"]
    version = f"{theirs.partition('-')[0]}-1debian13"
    renamed = {**RENAMED, **{name: _NAMES[name] for name in _CORES}}
    versions = {theirs: version, control(common)["Version"]: version}
    changed = Repacking(work, versions, without=libraries, renamed=renamed)
    made = {name: changed.package(new[name], name=called, fields=_SOURCE) for name, called in _NAMES.items()}
    plugins = work / _PLUGINS
    for library in libraries.values():
        bring(library, plugins, work, _PRIVATE)
    for name in _CORES:
        _lead(made[name])
        made[name] = replace(made[name], depends=f"{made[name].depends}, {_PLUGINS} (= {version})")
    alone = [
        Package(name, version, depends=f"{_NAMES[name]} (= {version})", fields=_SOURCE)
        for name in ("mysql-client", "mysql-server")
    ]
    return [
        *made.values(),
        *alone,
        changed.package(common, fields=_SOURCE),
        Package(_PLUGINS, version, depends="libunwind8", tree=plugins, fields=_SOURCE),
        decoy("logrotate", "99-1debian13"),
        decoy("psmisc", "99-1debian13"),
    ]


def _lead(package: Package) -> None:
    """Have a package's programs find the private libraries."""
    assert package.tree is not None
    for folder in ("bin", "sbin"):
        for program in (package.tree / "usr" / folder).glob("*"):
            if not program.is_symlink() and program.read_bytes()[:4] == b"\x7fELF":
                command: list[str | Path] = ["patchelf", "--force-rpath", "--set-rpath", f"/{_PRIVATE}", program]
                run(command, what=f"change {program.name}")
