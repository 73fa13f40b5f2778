# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Debian archive to build from: the one that this machine's own apt uses."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Iterable
from dataclasses import dataclass

from .shell import run

SECURITY_RELEASES = frozenset({"bookworm", "trixie"})


@dataclass(frozen=True)
class Archive:
    """The addresses of the main and of the security archive."""

    main: str
    security: str


@functools.cache
def of_this_machine() -> Archive | None:
    """Ask apt, once, which may read all of its lists for it; without an answer the image builder's default holds."""
    if not shutil.which("apt-get"):
        return None
    wanted = "$(ORIGIN)|$(CODENAME)|$(REPO_URI)"
    done = run(["apt-get", "indextargets", "--format", wanted, "Created-By: Packages"], check=False)
    return parse(done.stdout.splitlines()) if done.returncode == 0 else None


def parse(lines: Iterable[str]) -> Archive | None:
    """Find Debian's two archives among apt's targets. Only plain http can pass through the package cache."""
    main = security = ""
    for line in lines:
        origin, codename, address = line.split("|", 2)
        if origin != "Debian" or not address.startswith("http://"):
            continue
        if codename.endswith("-security"):
            security = security or address.rstrip("/")
        elif "-" not in codename:
            main = main or address.rstrip("/")
    return Archive(main, security) if main and security else None


def sources(archive: Archive, release: str) -> list[str]:
    """Return the lines of sources.list for a release, as a fresh install has them."""
    lines = [f"deb {archive.main} {release} main"]
    if release in SECURITY_RELEASES:
        lines.append(f"deb {archive.main} {release}-updates main")
        lines.append(f"deb {archive.security} {release}-security main")
    return lines
