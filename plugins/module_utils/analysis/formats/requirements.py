# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads pip's requirements files: one requirement or one option a line."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field

from ..libraries import pep508

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_EXTRAS = re.compile(r"\s*\[([^\]]*)\]")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
_INCLUDE = re.compile(r"(?:-r|--requirement)[ =]?\s*(\S.*)")
_CONSTRAINT = re.compile(r"(?:-c|--constraint)[ =]?\s*(\S.*)")
_EDITABLE = re.compile(r"(?:-e|--editable)[ =]?\s*(\S.*)")
_PER_REQUIREMENT = re.compile(r"\s--?(?:hash|config-settings?|global-option)\b.*")
_VERSION = re.compile(r"(?:==|~=|~>|>=|\^|~|=)?\s*v?(\d+(?:\.\d+)*)")
#: A deployed host, as markers see it.
_LINUX = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}


@dataclass(frozen=True)
class Requirement:
    """A package that is asked for. `extra` is set where only that extra of the application brings it."""

    name: str
    line: int
    extras: tuple[str, ...] = ()
    #: The version that the specifier names first; empty where it names none.
    version: str = ""
    #: False where its marker excludes a Linux host.
    applies: bool = True
    #: What asked for it, as pip-compile notes it; empty for a line that a person wrote.
    via: tuple[str, ...] = ()


@dataclass
class RequirementsFile:
    """What one file asks for."""

    requirements: list[Requirement] = field(default_factory=list)
    included: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)
    #: Lines that mean nothing to pip.
    faults: list[int] = field(default_factory=list)


def normalised(name: str) -> str:
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse_requirements(source: str) -> RequirementsFile:
    """Reads a requirements file."""
    result = RequirementsFile()
    lines = source.split("\n")
    index = 0
    while index < len(lines):
        start = index
        text = lines[index]
        while text.endswith("\\") and index + 1 < len(lines):
            index += 1
            text = text[:-1] + " " + lines[index].strip()
        index += 1
        text = re.sub(r"(^|\s)#.*", "", text).strip()
        if not text:
            continue
        _read_line(text, start + 1, _via(lines, start, index), result)
    return result


def parse_requirement(text: str, line: int, via: tuple[str, ...] = ()) -> Requirement | None:
    """Reads one PEP 508 requirement, or one that is nearly so; None where no package can be made out."""
    text = text.strip()
    try:
        with warnings.catch_warnings():
            # It reads texts in markers as Python does.
            warnings.simplefilter("ignore")
            parsed = pep508.Requirement(text)
    except Exception:  # packaging's own error class; the module may be missing
        return _nearly(text, line, via)
    return Requirement(
        name=normalised(parsed.name),
        line=line,
        extras=tuple(sorted(normalised(extra) for extra in parsed.extras)),
        version=_first_version(str(parsed.specifier)),
        applies=_applies(parsed.marker),
        via=via,
    )


def version_of(specifier: str) -> str:
    """The first version that a specifier of pip, Poetry or npm names."""
    found = _VERSION.match(specifier.strip())
    return found.group(1) if found else ""


def _read_line(text: str, line: int, via: tuple[str, ...], result: RequirementsFile) -> None:
    if text.startswith("-"):
        include, constraint, editable = (pattern.fullmatch(text) for pattern in (_INCLUDE, _CONSTRAINT, _EDITABLE))
        if include:
            result.included.append(include.group(1).strip())
        elif constraint:
            result.constraints.append(constraint.group(1).strip())
        elif editable:
            _add_url(editable.group(1), line, via, result)
        return
    text = _PER_REQUIREMENT.sub("", text).strip()
    if "://" in text and "@" not in text.split("://")[0]:
        _add_url(text, line, via, result)
        return
    requirement = parse_requirement(text, line, via)
    if requirement:
        result.requirements.append(requirement)
    elif not text.startswith((".", "/")):
        result.faults.append(line)


def _add_url(text: str, line: int, via: tuple[str, ...], result: RequirementsFile) -> None:
    egg = _EGG.search(text)
    if egg:
        result.requirements.append(Requirement(normalised(egg.group(1)), line, via=via))


def _nearly(text: str, line: int, via: tuple[str, ...]) -> Requirement | None:
    """Old pins such as `name==1.0-custom` that PEP 508 no longer allows still name a package."""
    name = _NAME.match(text)
    if not name:
        return None
    rest = text[name.end() :]
    extras = _EXTRAS.match(rest)
    if extras:
        rest = rest[extras.end() :]
    if not re.match(r"\s*(?:$|[=<>!~@;,])", rest):
        return None
    return Requirement(
        normalised(name.group()),
        line,
        tuple(sorted(normalised(extra) for extra in extras.group(1).split(",") if extra.strip())) if extras else (),
        _first_version(rest.split(";")[0]),
        via=via,
    )


def _first_version(specifier: str) -> str:
    """Prefers what pins or starts a range over what ends or excludes one."""
    for part in specifier.split(","):
        if not part.strip().startswith(("<", "!", ">")) or part.strip().startswith(">="):
            version = version_of(part)
            if version:
                return version
    return ""


def _applies(marker: object) -> bool:
    if marker is None:
        return True
    try:
        return bool(marker.evaluate(dict(_LINUX)))  # type: ignore[attr-defined]
    except Exception:  # an unknown variable: better to look at the package than to lose it
        return True


def _via(lines: list[str], start: int, end: int) -> tuple[str, ...]:
    """The names in pip-compile's note, on the line itself or below it."""
    found: list[str] = []
    inline = re.search(r"#\s*via\s+(.+)$", " ".join(lines[start:end]))
    if inline:
        return tuple(part.strip() for part in inline.group(1).split(","))
    if end < len(lines) and re.fullmatch(r"\s+#\s*via\b.*", lines[end]):
        found += [part.strip() for part in re.sub(r"\s+#\s*via\s*", "", lines[end]).split(",")]
        for line in lines[end + 1 :]:
            more = re.fullmatch(r"\s+#\s{2,}(\S.*)", line)
            if not more:
                break
            found.append(more.group(1).strip())
    return tuple(name for name in found if name)
