# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of another Debian release than a host's, and what becomes of them under a maker's version.

A maker builds for each release; here the server of one release is packed for another one, with the libraries that this
one lacks beside it. Their names carry a version of their own, so that they are in nobody's way.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .. import archive, packagecache
from ..errors import LabError
from ..machine import ensure_programs
from ..shell import output, run
from .packing import Package

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
#: Packages whose names trixie changed with the size of time; the libraries in them are the same.
RENAMED = {"libssl3": "libssl3t64", "libgnutls30": "libgnutls30t64"}
#: What is the package's own and not of the one that it was made from.
_OWN = frozenset({"Package", "Version", "Installed-Size", "Maintainer", "Description", "Depends"})
#: Of one folder, so that each fetch sees only its own release.
_CONFIG = """
Dir::Etc "{root}/etc";
Dir::Etc::parts "{root}/etc";
Dir::Etc::sourcelist "{root}/etc/sources.list";
Dir::Etc::sourceparts "{root}/etc";
Dir::Etc::preferencesparts "{root}/etc";
Dir::State "{root}/state";
Dir::State::status "{root}/status";
Dir::Cache "{root}/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
Acquire::http::Proxy "{proxy}";
"""


def fetch(release: str, names: Iterable[str], work: Path) -> dict[str, Path]:
    """Fetch packages of a release, the newest that it has; return their files by name."""
    found = archive.of_this_machine()
    if not found:
        raise LabError("this machine's apt has no archive of Debian over plain http", "look at its sources.list")
    ensure_programs({KEYRING: "debian-archive-keyring"})
    root = work / f"apt-{release}"
    for place in ("etc", "state/lists/partial", "cache/archives/partial", "debs"):
        (root / place).mkdir(parents=True)
    (root / "status").touch()
    lines = [line.replace("deb ", f"deb [signed-by={KEYRING}] ", 1) for line in archive.sources(found, release)]
    (root / "etc/sources.list").write_text("\n".join(lines) + "\n")
    names = list(names)
    with packagecache.passing() as proxy:
        (root / "apt.conf").write_text(_CONFIG.format(root=root, proxy=proxy))
        env = {"APT_CONFIG": str(root / "apt.conf")}
        run(["apt-get", "-qq", "update"], what=f"fetch the package lists of {release}", env=env)
        command = ["apt-get", "-qq", "download", *names]
        run(command, what=f"fetch {' '.join(names)} of {release}", env=env, cwd=root / "debs")
    return {name: next((root / "debs").glob(f"{name}_*.deb")) for name in names}


@dataclass(frozen=True)
class Repacking:
    """What is changed in packages of a release."""

    #: Where they are unpacked.
    work: Path
    #: The version that each version becomes.
    versions: Mapping[str, str]
    #: Packages that are no longer needed, since the package has what is in them, or does without.
    without: Collection[str] = ()
    renamed: Mapping[str, str] = field(default_factory=lambda: RENAMED)

    def package(
        self, deb: Path, *, name: str = "", libraries: Iterable[Path] = (), fields: Mapping[str, str] | None = None
    ) -> Package:
        """A package made of a package, under its name or another.

        Args:
            deb: The package.
            name: Its name; empty for the same one.
            libraries: Packages whose libraries go into it.
            fields: What its control file has instead.
        """
        told = control(deb)
        tree = self.work / f"{told['Package']}-tree"
        run(["dpkg-deb", "--raw-extract", deb, tree], what=f"unpack {deb.name}")
        # It no longer tells the truth.
        (tree / "DEBIAN/md5sums").unlink(missing_ok=True)
        needed = [told.get("Depends", "")]
        for library in libraries:
            bring(library, tree, self.work)
            needed.append(control(library).get("Depends", ""))
        texts = {name: self._versions(text) for name, text in told.items()}
        kept = {name: text for name, text in texts.items() if name not in _OWN}
        if "Pre-Depends" in kept:
            kept["Pre-Depends"] = self._depends(kept["Pre-Depends"])
        return Package(
            name or told["Package"],
            self.versions[told["Version"]],
            depends=self._depends(self._versions(", ".join(needed))),
            description=texts["Description"],
            tree=tree,
            fields={**kept, "Source": told.get("Source", told["Package"]).partition(" ")[0], **(fields or {})},
        )

    def _versions(self, text: str) -> str:
        for old, new in self.versions.items():
            text = re.sub(rf"(?<= ){re.escape(old)}(?=\))", new, text)
        return text

    def _depends(self, text: str) -> str:
        kept = []
        for one in filter(None, text.split(", ")):
            name, space, rest = one.partition(" ")
            if name not in self.without:
                kept.append(f"{self.renamed.get(name, name)}{space}{rest}")
        return ", ".join(kept)


def control(deb: Path) -> dict[str, str]:
    """The fields of a package; of its description the first line."""
    found = {}
    for line in output(["dpkg-deb", "--field", deb]).splitlines():
        name, colon, text = line.partition(": ")
        if colon and not line.startswith(" "):
            found[name] = text
    return found


def decoy(name: str, version: str) -> Package:
    """A package that a maker has besides, and that would break a host on which it came."""
    script = f"#!/bin/sh\necho 'the maker may not deliver {name}' >&2\nexit 1\n"
    return Package(name, version, scripts={"preinst": script})


def bring(library: Path, tree: Path, work: Path, folder: str = "") -> None:
    """Put the shared libraries of a package into a tree, where releases have theirs or in that folder of it."""
    place = work / f"{library.stem}-libraries"
    run(["dpkg-deb", "--extract", library, place], what=f"unpack {library.name}")
    for path in [*place.glob("lib/*/*.so.*"), *place.glob("usr/lib/*/*.so.*")]:
        # As releases of today have it: /lib is /usr/lib.
        target = tree / (folder or f"usr/lib/{path.parent.name}") / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)
