# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads mix.exs and mix.lock: the packages of an Elixir project, for which environments, and their versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import elixir_tokens as elixir
from .elixir_code import placed
from .tokens import Token

#: A line that Mix writes: `  "phoenix": {:hex, :phoenix, "1.7.10", …`.
_LOCKED = re.compile(r'\s*"([\w-]+)": \{:hex, :[\w"-]+, "([^"]+)"')
#: Tokens of one dependency.
_TUPLE_LIMIT = 200


@dataclass(frozen=True)
class Dependency:
    """One package. No environments means all of them."""

    name: str
    line: int
    requirement: str = ""
    only: tuple[str, ...] = ()
    optional: bool = False
    conditional: bool = False
    #: Folder that it lies in, seen from the project's own; empty for one that is fetched.
    path: str = ""


@dataclass
class Mix:
    """What mix.exs says."""

    dependencies: list[Dependency] = field(default_factory=list)
    #: Requirement of the language.
    elixir: str = ""
    #: True where it is published as a package.
    package: bool = False
    #: True where it only holds other projects together.
    umbrella: bool = False


def parse_mix(source: str, environment: str = "prod") -> Mix:
    """Reads mix.exs. Raises FormatError where it is cut off inside a string."""
    found = list(elixir.tokens(source))
    mix = Mix()
    for place in placed(found, environment):
        token, index = place.token, place.index
        following = found[index + 1] if index + 1 < len(found) else None
        if token.kind == elixir.LABEL and following is not None:
            if token.text == "elixir" and following.kind == elixir.STRING:
                mix.elixir = mix.elixir or following.text
            mix.package = mix.package or token.text == "package"
            mix.umbrella = mix.umbrella or token.text == "apps_path"
        if token.text == "{" and token.kind == elixir.PUNCTUATION and following and following.kind == elixir.ATOM:
            dependency = _dependency(_tuple(found, index + 1), place.conditional or not place.live)
            if dependency:
                mix.dependencies.append(dependency)
    return mix


def parse_mix_lock(source: str) -> dict[str, str]:
    """Package to version."""
    versions: dict[str, str] = {}
    for line in source.split("\n"):
        locked = _LOCKED.match(line[:1000])
        if locked:
            versions[locked.group(1)] = locked.group(2)
    return versions


def _tuple(found: Sequence[Token], start: int) -> list[Token]:
    """What stands between the braces, as far as anybody writes."""
    depth = 1
    inside: list[Token] = []
    for token in found[start : start + _TUPLE_LIMIT]:
        if token.kind == elixir.PUNCTUATION:
            depth += (token.text in ("{", "[", "(")) - (token.text in ("}", "]", ")"))
            if depth == 0:
                return inside
        if token.kind != elixir.NEWLINE:
            inside.append(token)
    return []


def _dependency(inside: Sequence[Token], conditional: bool) -> Dependency | None:
    if len(inside) < 3 or inside[1].text != ",":
        return None
    requirement = inside[2].text if inside[2].kind == elixir.STRING and not inside[2].dynamic else ""
    if inside[2].kind not in (elixir.STRING, elixir.LABEL, elixir.NAME) and inside[2].text != "[":
        return None
    optional = _option(inside, "optional")
    return Dependency(
        inside[0].text,
        inside[0].line,
        requirement,
        tuple(
            word
            for token in _option(inside, "only")
            for word in (token.text.split() if token.kind == elixir.WORDS else [token.text])
            if token.kind in (elixir.ATOM, elixir.WORDS)
        ),
        bool(optional) and optional[0].text == "true",
        conditional,
        next((token.text for token in _option(inside, "path") if token.kind == elixir.STRING), ""),
    )


def _option(inside: Sequence[Token], name: str) -> list[Token]:
    for index, token in enumerate(inside):
        if token.kind != elixir.LABEL or token.text != name:
            continue
        depth, value = 0, []
        for following in inside[index + 1 :]:
            if following.kind == elixir.PUNCTUATION:
                depth += (following.text in ("[", "(", "{")) - (following.text in ("]", ")", "}"))
            if depth < 0 or (depth == 0 and following.text == ","):
                break
            value.append(following)
        return value
    return []
