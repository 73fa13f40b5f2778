# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MariaDB 10.11 for trixie: bookworm's server, with the library and the cluster's part that its maker has besides."""

from __future__ import annotations

from pathlib import Path

from .debian import Repacking, control, decoy, fetch
from .packing import Package

_PACKAGES = (
    "mariadb-server",
    "mariadb-server-core",
    "mariadb-client",
    "mariadb-client-core",
    "mariadb-common",
    "libmariadb3",
)
#: Libraries of bookworm that trixie has under another name.
_LIBRARIES = ("libaio1",)


def make(work: Path) -> list[Package]:
    """The server and all that its maker has for it."""
    old = fetch("bookworm", [*_PACKAGES, *_LIBRARIES], work)
    new = fetch("trixie", ["galera-4", "mysql-common"], work)
    version = control(old["mariadb-server"])["Version"]
    ours = f"{version.rpartition('-')[0]}+maria~deb13"
    galera = control(new["galera-4"])["Version"]
    versions = {
        version: ours,
        galera: f"{galera.partition('-')[0]}-deb13",
        # The maker's has the version of the server.
        control(new["mysql-common"])["Version"]: ours,
    }
    changed = Repacking(work, versions, without=_LIBRARIES)
    libraries = {"mariadb-server-core": [old[name] for name in _LIBRARIES]}
    return [
        *(changed.package(old[name], libraries=libraries.get(name, ())) for name in _PACKAGES),
        changed.package(new["galera-4"]),
        changed.package(new["mysql-common"], fields={"Source": "mariadb"}),
        decoy("galera-arbitrator-4", versions[galera]),
        decoy("libmysqlclient18", ours),
        decoy("openssl", "99-1+maria~deb13"),
        decoy("python3-pymysql", "99-1+maria~deb13"),
    ]
