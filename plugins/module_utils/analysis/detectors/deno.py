# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deno: what deno.json imports, from npm, from JSR or by a URL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..formats.errors import FormatError
from ..formats.js_tokens import STRING, tokens
from ..formats.requirements import version_of
from ..model import DEVELOPMENT, LIVE, Claim, Evidence, Findings, Framework
from ..rules.node import DENO, FRAMEWORKS, PACKAGES
from ..tree import Tree, folder_of, tooling

_DEPTH = 4
_FILES = frozenset({"deno.json", "deno.jsonc", "import_map.json"})
_SPECIFIER = re.compile(r"(?:npm:|jsr:)/?((?:@[^/@]+/)?[^/@]+)(?:@([^/]*))?.*")
_URL = re.compile(r"https://(?:deno\.land/x/|esm\.sh/)((?:@[^/@]+/)?[^/@]+)(?:@v?([^/]*))?.*")


def detect(tree: Tree, environment: str) -> Findings:
    """What the Deno parts of a tree tell."""
    del environment  # Deno knows no groups
    findings = Findings()
    for path in tree.matching(_FILES.__contains__, _DEPTH):
        text = tree.read(path)
        if text is None:
            continue
        try:
            imported = list(imports(text))
        except FormatError as exc:
            tree.warn(path, f"is not JSON ({exc}); it was left out")
            continue
        findings.language("deno")
        for line, specifier in imported:
            found = _SPECIFIER.fullmatch(specifier) or _URL.fullmatch(specifier)
            if not found:
                continue
            package, version = found.group(1), found.group(2) or ""
            rule = PACKAGES.get(package) or DENO.get(package)
            scope = DEVELOPMENT if tooling(path) else LIVE
            if package in FRAMEWORKS and scope == LIVE:
                findings.frameworks.append(Framework(FRAMEWORKS[package], version_of(version), folder_of(path)))
            if rule:
                evidence = Evidence(path, line, "dependency", f"import of {package}")
                findings.claims.append(Claim(rule.engine, evidence, rule.basis, scope, external=rule.hosted))
    return findings


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Line and specifier of each entry of `imports`. The files may hold comments, so they are read as code."""
    found = tokens(source)
    depth, inside = 0, 0
    for index, token in enumerate(found):
        if token.kind != STRING:
            depth += (token.text == "{") - (token.text == "}")
            inside = 0 if token.text == "}" and depth < inside else inside
        elif token.text == "imports" and depth == 1:
            inside = 2
        elif inside and depth == inside and index and found[index - 1].text == ":":
            yield token.line, token.text
