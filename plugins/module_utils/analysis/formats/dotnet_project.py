# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads .NET's project files and what they import from above: properties, packages and other projects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import FormatError
from .xml_lines import Element, parse_xml

_TARGET = re.compile(r"(?:net|netcoreapp)(\d+\.\d+)", re.IGNORECASE)
_OLD_TARGET = re.compile(r"net(\d)(\d)(\d?)|v(\d+(?:\.\d+)+)", re.IGNORECASE)
_GROUPS = ("Choose", "When", "Otherwise")


@dataclass(frozen=True)
class PackageReference:
    """A package, its name in lower case, and the version where the file tells it."""

    name: str
    #: The name as it is written.
    written: str
    version: str
    line: int
    #: True where it is for building alone, or for the debug configuration.
    development: bool = False
    #: True where it is there only under a condition.
    conditional: bool = False


@dataclass
class DotnetProject:
    """What a project file says. Properties are in lower case."""

    sdk: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    packages: list[PackageReference] = field(default_factory=list)
    #: Paths of other projects with `/`, relative to this one.
    references: list[str] = field(default_factory=list)
    #: Central versions, by name in lower case.
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """The version of .NET that is built for; of several the first one."""
        text = self.properties.get("targetframework") or self.properties.get("targetframeworks", "")
        text = (text or self.properties.get("targetframeworkversion", "")).split(";")[0]
        found = _TARGET.match(text)
        if found:
            return found.group(1)
        old = _OLD_TARGET.match(text)
        if old is None:
            return ""
        return old.group(4) or ".".join(part for part in old.group(1, 2, 3) if part)


def parse_dotnet_project(source: str) -> DotnetProject:
    """A `.csproj`, `.fsproj`, `.vbproj` or `.props` file. Raises FormatError."""
    root = parse_xml(source)
    if root.name != "Project":
        raise FormatError(f"line {root.line}: is no project but '{root.name}'")
    project = DotnetProject(sdk=root.attributes.get("Sdk", "") or _sdk(root))
    for group, condition in _groups(root, "", 0):
        if group.name == "PropertyGroup":
            for item in group.children:
                # What holds only sometimes says nothing of the project at large.
                if not condition and "Condition" not in item.attributes:
                    project.properties.setdefault(item.name.lower(), item.text)
        elif group.name == "ItemGroup":
            for item in group.children:
                _read_item(project, item, condition + item.attributes.get("Condition", ""))
    return project


def parse_packages_config(source: str) -> list[PackageReference]:
    """The packages of a `packages.config`. Raises FormatError."""
    return [
        PackageReference(
            name=item.attributes.get("id", "").strip().lower(),
            written=item.attributes.get("id", "").strip(),
            version=item.attributes.get("version", ""),
            line=item.line,
            development=item.attributes.get("developmentDependency", "").lower() == "true",
        )
        for item in parse_xml(source).all("package")
    ]


def _sdk(root: Element) -> str:
    """`<Sdk Name="…"/>` and `<Import Sdk="…"/>` say the same as the attribute."""
    for child in root.children:
        named = child.attributes.get("Name" if child.name == "Sdk" else "Sdk", "")
        if child.name in ("Sdk", "Import") and named:
            return named
    return ""


def _groups(element: Element, condition: str, depth: int) -> Iterator[tuple[Element, str]]:
    for child in element.children:
        own = condition + child.attributes.get("Condition", "")
        if child.name in _GROUPS and depth < len(_GROUPS) * 2:
            yield from _groups(child, own, depth + 1)
        else:
            yield child, own


def _read_item(project: DotnetProject, item: Element, condition: str) -> None:
    names = [name.strip() for name in item.attributes.get("Include", "").split(";") if name.strip()]
    version = item.attributes.get("Version") or item.value("Version")
    if item.name in ("PackageReference", "GlobalPackageReference"):
        private = item.attributes.get("PrivateAssets") or item.value("PrivateAssets")
        development = private.lower() == "all" or item.name.startswith("Global") or "debug" in condition.lower()
        for name in names:
            package = PackageReference(name.lower(), name, version, item.line, development, bool(condition))
            project.packages.append(package)
    elif item.name == "PackageVersion":
        project.versions.update({name.lower(): version for name in names})
    elif item.name == "ProjectReference":
        project.references += [name.replace("\\", "/") for name in names]
    elif item.name == "Reference":
        # Of the old form: `Npgsql, Version=4.0.0.0, Culture=neutral`.
        for name in names:
            if "," in name:
                project.packages.append(
                    PackageReference(name.split(",")[0].strip().lower(), name.split(",")[0].strip(), "", item.line)
                )
