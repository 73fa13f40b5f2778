# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.lab.archive import Archive, parse, sources

MIRROR = Archive("http://mirror.example/debian", "http://mirror.example/debian-security")


def test_the_machines_own_archives_are_found_among_others() -> None:
    lines = [
        "Vendor|nodistro|http://vendor.example/deb/",
        "Debian|bookworm-security|http://mirror.example/debian-security/",
        "Debian|bookworm-updates|http://mirror.example/updates/",
        "Debian|bookworm|http://mirror.example/debian/",
    ]
    assert parse(lines) == MIRROR


def test_an_archive_that_cannot_pass_through_the_cache_is_left_to_the_builders_default() -> None:
    assert parse(["Debian|bookworm|https://mirror.example/debian/", "Debian|bookworm-security|http://m/"]) is None


def test_a_machine_that_is_not_debian_has_none() -> None:
    assert parse(["Ubuntu|noble|http://mirror.example/ubuntu/"]) is None


def test_a_release_has_the_sources_of_a_fresh_install() -> None:
    assert sources(MIRROR, "trixie") == [
        "deb http://mirror.example/debian trixie main",
        "deb http://mirror.example/debian trixie-updates main",
        "deb http://mirror.example/debian-security trixie-security main",
    ]


def test_sid_has_neither_updates_nor_security() -> None:
    assert sources(MIRROR, "sid") == ["deb http://mirror.example/debian sid main"]
