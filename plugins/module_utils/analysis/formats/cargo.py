# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Cargo.toml: dependencies of every kind, features, and what a workspace hands on to its members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .errors import FormatError
from .toml_lines import Lines, parse_toml

NORMAL, DEV, BUILD = "dependencies", "dev-dependencies", "build-dependencies"
_TABLES = {
    "dependencies": NORMAL,
    "dev-dependencies": DEV,
    "dev_dependencies": DEV,
    "build-dependencies": BUILD,
    "build_dependencies": BUILD,
}


@dataclass(frozen=True)
class Crate:
    """A dependency. `name` is what the manifest calls it, `package` what the registry does."""

    name: str
    package: str
    line: int
    kind: str = NORMAL
    version: str = ""
    features: tuple[str, ...] = ()
    optional: bool = False
    default_features: bool = True
    #: The platform that it is for, empty for all.
    target: str = ""
    #: The folder it lies in, as the manifest gives it; empty for one of a registry.
    path: str = ""
    #: True where the workspace says which package and version it is.
    inherited: bool = False


@dataclass
class Cargo:
    """One manifest: a package, a workspace, or both."""

    name: str = ""
    #: Of Rust, as the package or its workspace asks for it.
    rust: str = ""
    is_workspace: bool = False
    members: tuple[str, ...] = ()
    default_members: tuple[str, ...] = ()
    crates: list[Crate] = field(default_factory=list)
    shared: dict[str, Crate] = field(default_factory=dict)
    features: dict[str, tuple[str, ...]] = field(default_factory=dict)
    feature_lines: dict[str, int] = field(default_factory=dict)
    #: True where the manifest itself names a program.
    names_program: bool = False


def parse_cargo(source: str) -> Cargo:
    """The manifest. Raises FormatError."""
    document, lines = parse_toml(source), Lines(source)
    package, workspace = _table(document.get("package")), document.get("workspace")
    if not package and not isinstance(workspace, dict):
        raise FormatError("neither a package nor a workspace")
    shared = _table(workspace)
    result = Cargo(
        name=_text(package.get("name")),
        rust=_text(package.get("rust-version")) or _text(_table(shared.get("package")).get("rust-version")),
        is_workspace=isinstance(workspace, dict),
        members=_texts(shared.get("members")),
        default_members=_texts(shared.get("default-members")),
        names_program=bool(document.get("bin")),
    )
    for crate in _crates(shared.get("dependencies"), NORMAL, "", "workspace.dependencies", lines):
        result.shared[crate.name] = crate
    for table, kind in _TABLES.items():
        result.crates += _crates(document.get(table), kind, "", table, lines)
    for target, tables in _table(document.get("target")).items():
        for table, kind in _TABLES.items():
            header = f"target.{target}.{table}"
            result.crates += _crates(_table(tables).get(table), kind, str(target), header, lines)
    start = lines.header("features")
    for name, entries in _table(document.get("features")).items():
        result.features[name] = _texts(entries)
        result.feature_lines[name] = lines.key(name, start)
    return result


def locked_versions(source: str, names: Iterable[str]) -> dict[str, str]:
    """Versions of some packages in a Cargo.lock; the file is too large to be parsed for that."""
    wanted, found, name = set(names), dict[str, str](), ""
    for line in source.split("\n"):
        key, _equals, value = line.partition(" = ")
        if key == "name":
            name = value.strip('"')
        elif key == "version" and name in wanted:
            found.setdefault(name, value.strip('"'))
    return found


def _crates(table: object, kind: str, target: str, header: str, lines: Lines) -> Iterator[Crate]:
    start = lines.header(_plain(header))
    for name, value in _table(table).items():
        given = value if isinstance(value, dict) else {"version": value}
        line = lines.header(f"{_plain(header)}.{name}")
        default = given.get("default-features", given.get("default_features", True))
        yield Crate(
            name=name,
            package=_text(given.get("package")) or name,
            line=line if line > 1 else lines.key(name, start),
            kind=kind,
            version=_text(given.get("version")).lstrip("=^~ "),
            features=_texts(given.get("features")),
            optional=given.get("optional") is True,
            default_features=default is not False,
            target=target,
            path=_text(given.get("path")),
            inherited=given.get("workspace") is True,
        )


def _plain(header: str) -> str:
    """A header as `Lines` knows it: without quotes and spaces."""
    return "".join(character for character in header if character not in "\"' \t")


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
