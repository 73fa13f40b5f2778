# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Relational databases of which an application's own README says that any will do: `MySQL 8 or PostgreSQL 15`.

What its settings and its files to deploy it name is how somebody chose.
"""

from __future__ import annotations

import re

from ..model import Evidence, Findings, Variants
from ..rules.judgement import RELATIONAL
from ..rules.names import NAMES
from ..tree import Tree
from .manuals import manuals, plain, told

_ENGINE = (
    rf"\b(?:{'|'.join(sorted(name for name, engine in NAMES.items() if engine in RELATIONAL and len(name) > 4))})\b"
)
#: A sentence goes on after the point of a version.
_WITHIN = r"(?:[^.;:]|\.(?=\d))"
#: In English, French, German and Chinese.
_OR = r"(?:\b(?:or|ou|oder)\b|\u6216)"
#: `MySQL (5.7+), MariaDB or PostgreSQL`, `PostgreSQL/MySQL`. Letters of other scripts end a name.
_EITHER = re.compile(
    rf"{_ENGINE}(?:{_WITHIN}{{0,45}}?{_OR}{_WITHIN}{{0,25}}?|\s?/\s?){_ENGINE}", re.IGNORECASE | re.ASCII
)
_NAME = re.compile(_ENGINE, re.IGNORECASE | re.ASCII)
#: What is said of developers, of other programs and of the data of users.
_ASIDE = re.compile(
    r"\b(?:develop\w*|contribut\w*|tests?|testing|plan\w*|todo|other|import\w*|export\w*|migrat\w*|backups?|quer(?:y|ies)"
    r"|connect\w*|clients?|data ?sources?|plug-?ins?)\b",
    re.IGNORECASE,
)


def detect(tree: Tree, environment: str) -> Findings:
    """The first such line."""
    del environment  # it speaks of every installation
    findings = Findings()
    for path, text in manuals(tree):
        for number, line, _below in told(text):
            found = _EITHER.search(plain(line))
            engines = {NAMES[name.lower()] for name in _NAME.findall(found.group())} if found else set()
            if len(engines) > 1 and not _ASIDE.search(line):
                place = Evidence(path, number, "example", "says that any of these will do")
                findings.variants.append(Variants(frozenset(engines), place, documented=True))
                return findings
    return findings
