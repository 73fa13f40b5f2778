# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications for Frappe: no manifest of theirs names the framework's databases, as Bench installs it around them."""

from __future__ import annotations

import ast
import posixpath

from ..formats.errors import FormatError
from ..formats.python_syntax import parse_module, target, text_of
from ..model import DRIVER, LIBRARY, Claim, Evidence, Findings, Framework
from ..tree import Tree, folder_of

_DEPTH = 2
_BYTES_LIMIT = 128 * 1024
#: What Bench writes into each hooks.py.
_NAMED = frozenset("app_name app_title app_publisher".split())
#: The framework's own manifest lists its drivers.
_FRAMEWORK = "frappe"


def detect(tree: Tree, environment: str) -> Findings:
    """Cache and queue of Frappe are Redis; its database is MariaDB unless a site is made with another type."""
    findings = Findings()
    for path in tree.matching("hooks.py", _DEPTH):
        text = tree.read(path, _BYTES_LIMIT)
        if text is None or not all(name in text for name in _NAMED):
            continue
        try:
            body = parse_module(text).body
        except FormatError:
            continue
        named = {
            target(node.targets[0])[0]: (text_of(node.value), node.lineno)
            for node in body
            if isinstance(node, ast.Assign)
        }
        if not set(named) >= _NAMED or named["app_name"][0] == _FRAMEWORK:
            continue
        evidence = Evidence(path, named["app_name"][1], "structure", "an application for Frappe")
        findings.claims += [Claim("mysql", evidence, DRIVER), Claim("redis", evidence, LIBRARY)]
        findings.language("python")
        findings.frameworks.append(Framework("Frappe", "", posixpath.dirname(folder_of(path)) or "."))
    return findings
