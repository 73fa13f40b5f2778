# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Dockerfiles: the image that each stage starts from, and what is installed."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMED = re.compile(r"\$(?:\{(\w+)(?::?-([^}$]*))?\}|(\w+))")
_HEREDOC = re.compile(r"<<-?[\"']?(\w+)[\"']?")
#: Instructions and stages that are looked at; more are written by nobody.
_LIMIT = 2_000


@dataclass(frozen=True)
class Instruction:
    """One instruction, its continued lines joined."""

    line: int
    name: str
    value: str


@dataclass(frozen=True)
class Stage:
    """A stage of the build and the image it rests on in the end; empty for `scratch` and what only the build knows."""

    line: int
    name: str
    image: str


def parse_dockerfile(source: str) -> list[Instruction]:
    """The instructions. Heredocs are passed over, as they hold scripts."""
    found: list[Instruction] = []
    lines = source.split("\n")
    index = 0
    endless: set[str] = set()
    while index < len(lines) and len(found) < _LIMIT:
        number = index + 1
        parts: list[str] = []
        while index < len(lines):
            text = lines[index].strip()
            index += 1
            if text.startswith("#"):
                number += 0 if parts else 1
                continue
            parts.append(text.rstrip("\\").rstrip())
            if not text.endswith("\\"):
                break
        name, _space, value = " ".join(part for part in parts if part).partition(" ")
        if not name:
            continue
        found.append(Instruction(number, name.upper(), value.strip()))
        heredoc = _HEREDOC.search(value) if name.upper() in ("RUN", "COPY") else None
        if heredoc and heredoc.group(1) not in endless:
            end = next((at for at in range(index, len(lines)) if lines[at].strip() == heredoc.group(1)), None)
            index = index if end is None else end + 1
            # What does not end from here on ends nowhere further down.
            endless |= {heredoc.group(1)} if end is None else set()
    return found


def stages(instructions: list[Instruction]) -> list[Stage]:
    """The stages in their order, each with the image it comes from through the other stages."""
    arguments: dict[str, str] = {}
    found: list[Stage] = []
    for instruction in instructions:
        if instruction.name == "ARG" and not found:
            name, _equals, value = instruction.value.partition("=")
            arguments[name.strip()] = value.strip().strip("\"'")
        elif instruction.name == "FROM":
            words = [word for word in instruction.value.split() if not word.startswith("--")]
            if not words:
                continue
            image = _filled(words[0], arguments)
            earlier = next((stage for stage in found if stage.name and stage.name == image.lower()), None)
            name = words[2].lower() if len(words) > 2 and words[1].lower() == "as" else ""
            found.append(
                Stage(instruction.line, name, earlier.image if earlier else "" if image == "scratch" else image)
            )
    return found


def base_image(source: str, target: str = "") -> str:
    """The image that a build ends in: that of the named stage, else of the last one."""
    found = stages(parse_dockerfile(source))
    if target:
        found = [stage for stage in found if stage.name == target.lower()] or found
    return found[-1].image if found else ""


def _filled(text: str, arguments: dict[str, str]) -> str:
    return _NAMED.sub(lambda found: arguments.get(found.group(1) or found.group(3), "") or found.group(2) or "", text)
