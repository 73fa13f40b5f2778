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
        return analyse(str(plant(files)), environment).as_dict()

    return run


@pytest.fixture
def needs(analysed: Analysed) -> Callable[..., dict[str, str]]:
    """`needs(files, environment)` returns engine to "need path:line path:line", evidence in its order."""

    def run(files: Files, environment: str = "production") -> dict[str, str]:
        return {
            found["engine"]: " ".join(
                [found["need"], *dict.fromkeys(f"{item['path']}:{item['line']}" for item in found["evidence"])]
            )
            for found in analysed(files, environment)["databases"]
        }

    return run
