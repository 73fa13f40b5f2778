# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment variables of a manifest."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration.document import read_text
from ansible_collections.maestro.databases.plugins.module_utils.declaration.manifest import environment_variables


@pytest.mark.parametrize(
    ("manifest", "wanted"),
    [
        ("", {}),
        ("environment_variables:", {}),
        ("environment_variables: {A: value}", {"A": "value"}),
        (
            "environment_variables: {B: AUTO_GENERATE, C: AUTO_GENERATE_15}",
            {"B": "AUTO_GENERATE", "C": "AUTO_GENERATE_15"},
        ),
        (
            "environment_variables: {A: 0123, B: 8.10, C: 1_000, D: 12:30, E: 5, F: -0}",
            {"A": "0123", "B": "8.10", "C": "1_000", "D": "12:30", "E": "5", "F": "-0"},
        ),
        ("environment_variables: {A: true, B: no, C: , D: ''}", {"A": "true", "B": "false", "C": "", "D": ""}),
        ("environment_variables: {A: 2024-01-02, B: '{{MYSQL_URL}}'}", {"A": "2024-01-02", "B": "{{MYSQL_URL}}"}),
        (
            "environment_variables: {A: root, B: root}\nproduction: {environment_variables: {B: own, C: own}}",
            {"A": "root", "B": "own", "C": "own"},
        ),
        ("staging: {environment_variables: {B: other}}\nproduction: {mysql: }", {}),
        ("environment_variables:\n  A: |\n    one\n    two\n", {"A": "one\ntwo\n"}),
        ("environment_variables: {A: [1], B: {c: d}, D: right}", {"D": "right"}),
    ],
)
def test_environment_variables(manifest: str, wanted: dict[str, str]) -> None:
    document, _problems = read_text(manifest, "manifest.yml")
    data = document.data if document else {}
    assert environment_variables(data, "production") == wanted
