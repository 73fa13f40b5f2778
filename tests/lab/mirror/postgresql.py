# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL 15 for trixie: bookworm's server, and what else its maker has there in later versions than trixie.

What differs: the maker's server compiles queries by LLVM, and this one does not.
"""

from __future__ import annotations

from pathlib import Path

from .debian import Repacking, control, decoy, fetch
from .packing import Package

#: Libraries of bookworm that trixie has in later versions alone.
_LIBRARIES = ("libicu72", "libldap-2.5-0")
_LLVM = "libllvm14"


def make(work: Path) -> list[Package]:
    """The server and its client, and what the maker has of their common parts."""
    old = fetch("bookworm", ["postgresql-15", "postgresql-client-15", *_LIBRARIES], work)
    new = {
        **fetch("sid", ["postgresql-common", "postgresql-client-common"], work),
        # The maker's is of a later version yet, and sid's may want a later libc.
        **fetch("trixie", ["libpq5"], work),
    }
    known = [control(deb)["Version"] for deb in (*old.values(), *new.values())]
    # One number is a version of its own, as that of the common parts.
    versions = {one: f"{one.partition('-')[0]}{'-1' if '-' in one else ''}.pgdg13+1" for one in known}
    changed = Repacking(work, versions, without=(*_LIBRARIES, _LLVM))
    server = changed.package(
        old["postgresql-15"], libraries=[old[name] for name in _LIBRARIES], fields={"Provides": "postgresql-contrib-15"}
    )
    assert server.tree is not None
    for path in server.tree.glob("usr/lib/postgresql/15/lib/llvmjit*"):
        path.unlink()
    common = versions[control(new["postgresql-common"])["Version"]]
    return [
        server,
        *(changed.package(deb) for deb in (old["postgresql-client-15"], *new.values())),
        # It depends on the maker's newest server.
        decoy("postgresql", f"18+{common}"),
        decoy("python3-psycopg2", "2.9.99-1.pgdg13+1"),
        decoy("ssl-cert", "99.pgdg13+1"),
        decoy("logrotate", "99-1.pgdg13+1"),
    ]
