# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pins: what a user means by a version."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.version import major, matches, upstream


@pytest.mark.parametrize(
    ("version", "maker"),
    [
        ("1:10.11.14-0+deb12u2", "10.11.14"),
        ("15.13-0+deb12u1", "15.13"),
        ("15+248+deb12u1", "15"),
        ("5:7.0.15-1~deb12u10", "7.0.15"),
        ("18~rc1-1", "18"),
        ("9.7.0-1", "9.7.0"),
    ],
)
def test_the_makers_part(version: str, maker: str) -> None:
    assert upstream(version) == maker


@pytest.mark.parametrize(
    ("pin", "version", "same"),
    [
        ("", "15.13-0+deb12u1", True),
        ("15", "15.13-0+deb12u1", True),
        ("15.13", "15.13-0+deb12u1", True),
        ("15.1", "15.13-0+deb12u1", False),
        ("16", "15.13-0+deb12u1", False),
        ("10.11", "1:10.11.14-0+deb12u2", True),
        ("1:10.11.14-0+deb12u2", "1:10.11.14-0+deb12u2", True),
        ("1:10.11.14-0+deb12u1", "1:10.11.14-0+deb12u2", False),
        # As it stands in the package's file name.
        ("10.11.14-0+deb12u2", "1:10.11.14-0+deb12u2", True),
        ("10.11.14-0+deb12u1", "1:10.11.14-0+deb12u2", False),
        ("2:10.11.14-0+deb12u2", "1:10.11.14-0+deb12u2", False),
    ],
)
def test_a_pin_is_a_whole_version_or_leading_parts(pin: str, version: str, same: bool) -> None:
    assert matches(pin, version) is same


def test_major_versions() -> None:
    assert major("15+248+deb12u1") == "15"
    assert major("1:10.11.14-0+deb12u2", 2) == "10.11"
