# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prisma: the data source in schema.prisma names the engine; the application has no driver package beside it."""

from __future__ import annotations

import re

from ..formats.addresses import is_hosted, parse_url
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, Claim, Evidence, Findings
from ..tree import Tree, tooling

_DEPTH = 5
_PROVIDERS = {
    "mysql": "mysql",
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mongodb": "mongodb",
    "sqlite": "sqlite",
}
_BLOCK = re.compile(r"\s*(\w+)(?:\s+\w+)?\s*\{\s*")
_SETTING = re.compile(r'\s*(\w+)\s*=\s*"([^"]*)"')


def detect(tree: Tree, environment: str) -> Findings:
    """What the Prisma schemas of a tree tell. Several schemas for different engines are variants."""
    del environment  # a schema is the same in all of them
    findings = Findings()
    found: list[tuple[str, int, str, str]] = []
    for path in tree.matching(lambda name: name.endswith(".prisma"), _DEPTH):
        found += _data_sources(path, tree.read(path) or "")
    several = len({provider for _path, _line, provider, _address in found}) > 1
    for path, line, provider, address in found:
        findings.claims.append(
            Claim(
                engine=_PROVIDERS[provider],
                evidence=Evidence(path, line, "configuration", f"Prisma provider {provider}"),
                basis=CONFIGURATION,
                scope=DEVELOPMENT if tooling(path) else LIVE,
                default=several,
                external=bool(address),
                address=address,
            )
        )
    return findings


def _data_sources(path: str, text: str) -> list[tuple[str, int, str, str]]:
    found: list[tuple[str, int, str, str]] = []
    block = ""
    for number, line in enumerate(text.split("\n"), 1):
        code = line.split("//")[0] if "://" not in line else line
        opened = _BLOCK.fullmatch(code)
        if opened:
            block = opened.group(1)
        elif code.strip() == "}":
            block = ""
        elif block == "datasource" and not line.lstrip().startswith("//"):
            setting = _SETTING.match(code)
            if setting and setting.group(1) == "provider" and setting.group(2) in _PROVIDERS:
                found.append((path, number, setting.group(2), ""))
            elif setting and setting.group(1) == "url" and found and found[-1][0] == path:
                url = parse_url(setting.group(2))
                address = url.host if url and is_hosted(url.host) else ""
                found[-1] = (*found[-1][:3], address)
    return found
