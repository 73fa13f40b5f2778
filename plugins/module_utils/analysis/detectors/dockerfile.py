# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dockerfiles: engines whose own image they make, a hint that somebody runs it, and those that they leave off."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ..formats.dockerfile import base_image, parse_dockerfile
from ..model import CONFIGURATION, DEVELOPMENT, HINT, LIVE, Claim, Evidence, Findings
from ..rules.services import engine_of_image
from ..tree import Tree, tooling
from .env_examples import left_off

_DEPTH = 4
_FILES_LIMIT = 60


def detect(tree: Tree, environment: str) -> Findings:
    """What the Dockerfiles of a tree rest on. Clients that they install are no sign of a server."""
    del environment  # images are made for all of them
    findings = Findings()
    for path in tree.matching(is_dockerfile, _DEPTH, _FILES_LIMIT):
        text = tree.read(path)
        if text is None:
            continue
        findings.claims += [] if tooling(path) else _left_off(path, text)
        image = base_image(text)
        engine, flavour, version = engine_of_image(image)
        if engine:
            line = next(
                (number for number, item in enumerate(text.split("\n"), 1) if item.strip().upper().startswith("FROM")),
                1,
            )
            evidence = Evidence(path, line, "service", f"image made from {image.split('@')[0]}")
            scope = DEVELOPMENT if tooling(path) else LIVE
            findings.claims.append(Claim(engine, evidence, HINT, scope, True, False, version, flavour))
    return findings


def _left_off(path: str, text: str) -> Iterator[Claim]:
    """Engines that the application's own image leaves off unless somebody says otherwise: `ENV USE_REDIS=false`."""
    for instruction in parse_dockerfile(text):
        words = instruction.value.split() if instruction.name == "ENV" else []
        for word in words if "=" in instruction.value else ["=".join(words)]:
            key, _equals, value = word.partition("=")
            engine = left_off(key, value)
            if engine:
                evidence = Evidence(path, instruction.line, "configuration", f"{key} is off")
                yield Claim(engine, evidence, CONFIGURATION, choice=True)


def is_dockerfile(name: str) -> bool:
    """True for the name of a file that makes an image."""
    lower = posixpath.basename(name).lower()
    return lower.startswith(("dockerfile", "containerfile")) or lower.endswith((".dockerfile", ".containerfile"))
