# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants small source trees and says what the analysis makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.application import analyse

Files = Mapping[str, str | bytes]
Analysed = Callable[..., dict[str, Any]]


@pytest.fixture
def plant(tmp_path: Path) -> Callable[[Files], Path]:
    """`plant(files)` writes a tree and returns its root. Texts are dedented and lose their first newline."""

    def write(files: Files) -> Path:
        root = tmp_path / "app"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else dedent(content).removeprefix("\n").encode()
            path.write_bytes(data)
        return root

    return write


@pytest.fixture
def analysed(plant: Callable[[Files], Path]) -> Analysed:
    """`analysed(files, environment)` returns what the module would return."""

    def run(files: Files, environment: str = "production") -> dict[str, Any]:
        result = analyse(str(plant(files)), environment).as_dict()
        needs = {found["engine"]: found["need"] for found in result["databases"]}
        for found in result["databases"]:
            # Who is one of several is so for each of them, and nobody else names others.
            assert {needs[other] for other in found["alternatives"]} == (
                {"one_of"} if found["need"] == "one_of" else set()
            )
        return result

    return run


@pytest.fixture
def needs(analysed: Analysed) -> Callable[..., dict[str, str]]:
    """`needs(files, environment)` returns engine to "need path:line path:line", evidence in its order."""

    def run(files: Files, environment: str = "production") -> dict[str, str]:
        return {found["engine"]: _need(found) for found in analysed(files, environment)["databases"]}

    return run


@pytest.fixture
def understood(analysed: Analysed) -> Callable[..., dict[str, Any]]:
    """`understood(files, environment)` returns all that the user is told, in few words; what is empty is left out.

    `databases` as in `needs`; `hints` is engine to "flavour version", `external` is engine to its address.
    """

    def run(files: Files, environment: str = "production") -> dict[str, Any]:
        result = analysed(files, environment)
        application, databases = result["application"], result["databases"]
        told = {
            "languages": [
                f"{name} {application['language_versions'].get(name, '')}".strip() for name in application["languages"]
            ],
            "frameworks": [
                f"{found['name']} {found['version']}".strip() + ("" if found["path"] == "." else f" ({found['path']})")
                for found in application["frameworks"]
            ],
            "databases": {found["engine"]: _need(found) for found in databases},
            "hints": {
                found["engine"]: f"{found['flavour_hint']} {found['version_hint']}".strip()
                for found in databases
                if found["flavour_hint"] or found["version_hint"]
            },
            "external": {found["engine"]: found["address"] for found in databases if found["external"]},
            "warnings": result["warnings"],
        }
        return {key: value for key, value in told.items() if value}

    return run


def _need(found: Mapping[str, Any]) -> str:
    return " ".join([found["need"], *dict.fromkeys(f"{item['path']}:{item['line']}" for item in found["evidence"])])
