# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes in a manifest.yml, each with its place and mend, word by word: manifest_mistakes.txt has them.

A block is a manifest and, behind arrows, everything that is to be said of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.plan.world import problems

BLOCKS = Path(__file__).with_name("manifest_mistakes.txt").read_text().split("\n\n")


def parts(block: str) -> tuple[str, list[str]]:
    lines = block.splitlines()
    return (
        "\n".join(line for line in lines if not line.startswith("=> ")),
        [line.removeprefix("=> ") for line in lines if line.startswith("=> ")],
    )


@pytest.mark.parametrize(("manifest", "texts"), [parts(block) for block in BLOCKS])
def test_mistakes_in_manifests(manifest: str, texts: list[str]) -> None:
    assert texts
    assert problems(manifest=manifest) == texts


def test_an_unlisted_version_is_refused_in_strict_mode() -> None:
    manifest = "mysql: {configuration: {version: 8.1}, server: {unique_name: db1}}"
    assert problems(manifest=manifest, strict=True) == [
        (
            "manifest.yml line 1: mysql.configuration.version: mysql 8.1 is none of 5.7, 8.0, 8.4, 9.7; "
            "use one of them, or leave maestro_strict off"
        )
    ]


def test_an_environment_may_not_be_called_like_a_component() -> None:
    assert problems(manifest="redis: {}", environment="redis") == [
        "maestro_environment: 'redis' is a component of a manifest; give the environment another name"
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: &a [*a]", "manifest.yml: stands for more than 20000 parts; write less by aliases"),
        (
            "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in ("ab", "bc", "cd", "de", "ef")),
            "manifest.yml: stands for more than 20000 parts; write less by aliases",
        ),
    ],
    ids=["round in a circle", "a bomb"],
)
def test_aliases_without_end_are_refused(text: str, what: str) -> None:
    assert problems(manifest=text) == [what]
