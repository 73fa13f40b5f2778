# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a manifest's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.plugin_utils.manifest import manifest_variables


def test_values_arrive_as_they_are_written(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(
        "environment_variables: {DAY: 2024-01-01, TIME: 12:30:00, OCTAL: 0755, VERSION: 1.10, BIG: 1_000, HEX: 0x1f}\n"
        "production: {environment_variables: {BIG: 1e3, ON: true, EMPTY: ~}}\n"
    )
    assert manifest_variables(str(manifest), "production") == {
        "DAY": "2024-01-01",
        "TIME": "12:30:00",
        "OCTAL": "0755",
        "VERSION": "1.10",
        "BIG": "1e3",
        "HEX": "0x1f",
        "ON": "true",
        "EMPTY": "",
    }
    assert manifest_variables(None, "production") == {}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    with pytest.raises(ValueError, match=r"manifest\.yml cannot be read"):
        manifest_variables(str(manifest), "production")
    manifest.write_text("environment_variables: {A: 's3cret}\n")
    with pytest.raises(ValueError, match=r"manifest\.yml: is not YAML") as caught:
        manifest_variables(str(manifest), "production")
    assert "s3cret" not in str(caught.value)
