# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which features of which packages a usual build switches on, as Cargo resolves them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..formats.cargo import NORMAL, Cargo, Crate
from ..formats.cargo_targets import for_linux


@dataclass
class Member:
    """A manifest of the tree, with the workspace that it belongs to."""

    path: str
    cargo: Cargo
    #: The workspace's manifest; its own where it has none.
    root: str
    shared: dict[str, Crate] = field(default_factory=dict)
    #: True where the build takes part in a program that is deployed.
    built: bool = False
    enabled: set[str] = field(default_factory=set)
    #: Name of a dependency that is switched on to the features that are.
    crates: dict[str, set[str]] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The folder of the manifest, empty for the root."""
        return posixpath.dirname(self.path)

    def resolved(self, crate: Crate) -> Crate:
        """A dependency with what the workspace says of it."""
        base = self.shared.get(crate.name) if crate.inherited else None
        if base is None:
            return crate
        return Crate(
            name=crate.name,
            package=base.package,
            line=crate.line,
            kind=crate.kind,
            version=base.version,
            features=(*base.features, *crate.features),
            optional=crate.optional,
            default_features=base.default_features or ("default" in crate.features),
            target=crate.target,
            path=base.path and posixpath.join(_up(self.folder, posixpath.dirname(self.root)), base.path),
        )


def usable(crate: Crate) -> bool:
    """True for what is part of the program on a deployed host."""
    return crate.kind == NORMAL and (not crate.target or for_linux(crate.target))


def resolve(members: dict[str, Member], programs: Iterable[Member]) -> None:
    """Marks what is built for the programs with their default features. Members are by their folder."""
    waiting: list[tuple[Member, tuple[str, ...]]] = [(member, ("default",)) for member in programs]
    while waiting:
        member, features = waiting.pop()
        new = [name for name in features if name not in member.enabled]
        if member.built and not new:
            continue
        first = not member.built
        member.built = True
        asked: list[tuple[str, str]] = []
        if first:
            asked += [(crate.name, "") for crate in member.cargo.crates if usable(crate) and not crate.optional]
        while new:
            name = new.pop()
            if name in member.enabled:
                continue
            member.enabled.add(name)
            if name not in member.cargo.features:
                # An optional dependency is a feature of its own name.
                asked.append((name, ""))
            for entry in member.cargo.features.get(name, ()):
                crate, feature, own = split(entry)
                if own:
                    new.append(own)
                else:
                    asked.append((crate, feature))
        for crate_name, feature in asked:
            waiting += _switched_on(members, member, crate_name, feature)


def split(entry: str) -> tuple[str, str, str]:
    """Crate, its feature, and the package's own feature that an entry of a feature stands for."""
    if entry.startswith("dep:"):
        return entry[4:], "", ""
    crate, slash, feature = entry.partition("/")
    return (crate.rstrip("?"), feature, "") if slash else ("", "", entry)


def _switched_on(
    members: dict[str, Member], member: Member, name: str, feature: str
) -> list[tuple[Member, tuple[str, ...]]]:
    crates = [member.resolved(crate) for crate in member.cargo.crates if crate.name == name and usable(crate)]
    on = member.crates.setdefault(name, set()) if crates else set()
    reached: list[tuple[Member, tuple[str, ...]]] = []
    for crate in crates:
        on |= set(crate.features) | ({feature} if feature else set())
        other = members.get(_folder(member.folder, crate.path)) if crate.path else None
        if other is not None:
            wanted = tuple(sorted(on)) + (("default",) if crate.default_features else ())
            reached.append((other, wanted))
    return reached


def _folder(start: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(start, path))
    return "" if joined == "." else joined


def _up(folder: str, root: str) -> str:
    """The way from a member's folder to its workspace's."""
    return posixpath.relpath(root or ".", folder or ".")
