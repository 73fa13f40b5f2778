# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose a state folder is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.plugin_utils.owner import claim, namesakes


@pytest.mark.parametrize(
    ("application", "environment", "found"),
    [
        ("shop", "a-b", []),
        ("shop-a", "b", ["'shop' in 'a-b'"]),
        ("shop.a", "b", ["'shop' in 'a-b'"]),
        ("Shop_A", "b", ["'shop' in 'a-b'"]),
        ("shop", "a", []),
        ("shop-a", "bb", []),
    ],
)
def test_applications_that_could_not_be_told_apart(
    tmp_path: Path, application: str, environment: str, found: list[str]
) -> None:
    claim(tmp_path / "shop-a-b", "shop", "a-b")
    # What somebody claims twice stays the first one's.
    claim(tmp_path / "shop-a-b", "shop-a", "b")
    (tmp_path / "SHOP-a-b").mkdir()
    assert namesakes(tmp_path / f"{application}-{environment}", application, environment) == found


def test_a_folder_of_an_earlier_release_is_known_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "shop-a-b"
    folder.mkdir()
    (folder / "state.yml").write_text("format: 1\n")
    assert namesakes(folder, "shop-a", "b") == []
    assert namesakes(tmp_path / "shop.a-b", "shop.a", "b") == [f"the application of {folder}"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "shop-a-b").mkdir()
    (tmp_path / "shop-a-b" / "application.yml").write_text("[")
    with pytest.raises(ValueError, match=r"application\.yml: cannot be read; restore it from its history"):
        namesakes(tmp_path / "shop-a-b", "shop-a", "b")
