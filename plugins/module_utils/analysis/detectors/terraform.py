# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terraform: databases that the maintainers' own infrastructure code orders."""

from __future__ import annotations

import re

from ..formats.errors import FormatError
from ..formats.hcl import Block, parse_hcl
from ..model import DEVELOPMENT, LIVE, SERVICE, Claim, Evidence, Findings
from ..rules.compose import DEVELOPER_FOLDER_WORDS
from ..rules.platforms import CHARTS, RESOURCE_ATTRIBUTES, RESOURCES, engine_of_addon, engine_of_words
from ..scope import words
from ..tree import Tree, tooling

_DEPTH = 6
_FILES_LIMIT = 200
_VERSION = re.compile(r"\d+(?:[._]\d+)*")


def detect(tree: Tree, environment: str) -> Findings:
    """What the Terraform files of a tree tell."""
    del environment  # which one a file is for, its variables say
    findings = Findings()
    for path in tree.matching(lambda name: name.endswith(".tf"), _DEPTH, _FILES_LIMIT):
        text = tree.read(path)
        if text is None or ("resource" not in text and "module" not in text):
            continue
        try:
            blocks = parse_hcl(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read as Terraform ({exc}); it was left out")
            continue
        scope = DEVELOPMENT if tooling(path) or words(path.rpartition("/")[0]) & DEVELOPER_FOLDER_WORDS else LIVE
        for block in blocks:
            engine, line, detail = _ordered(block)
            if engine:
                version = _VERSION.search(block.texts.get("engine_version", (0, ""))[1] or _tail(detail))
                hint = version.group().replace("_", ".") if version else ""
                evidence = Evidence(path, line, "service", detail)
                findings.claims.append(Claim(engine, evidence, SERVICE, scope, choice=True, version_hint=hint))
    return findings


def _ordered(block: Block) -> tuple[str, int, str]:
    """Engine, line and detail of a block that orders a database."""
    kind = block.labels[0] if block.labels else ""
    if block.kind == "resource" and kind in RESOURCES:
        return RESOURCES[kind], block.line, f"{kind} (hosted)"
    if block.kind == "resource" and kind in RESOURCE_ATTRIBUTES:
        line, value = block.texts.get(RESOURCE_ATTRIBUTES[kind], (0, ""))
        return engine_of_addon(value) or engine_of_words(value), line, f"{kind} {value} (hosted)"
    if block.kind == "resource" and kind == "helm_release":
        line, value = block.texts.get("chart", (0, ""))
        return CHARTS.get(value.rpartition("/")[2], ("", ""))[0], line, f"chart {value}"
    if block.kind == "module" and "rds" in block.texts.get("source", (0, ""))[1] and "engine" in block.texts:
        line, value = block.texts["engine"]
        return engine_of_words(value), line, f"module {kind}, engine {value} (hosted)"
    return "", 0, ""


def _tail(detail: str) -> str:
    """`POSTGRES_15` and `PostgreSQL-15` carry the version with them; other details have digits of their own."""
    name = detail.split()[1] if len(detail.split()) > 1 else ""
    return name if (name[:1].isalpha() and "sql" in name.lower()) or name.lower().startswith("postgres") else ""
