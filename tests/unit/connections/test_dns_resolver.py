# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the host's own resolver is told."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_resolver import (
    asked_about,
    asked_first,
    first,
)

BLOCK = "# BEGIN maestro.databases\nnameserver 127.0.0.55\n# END maestro.databases\n"


def test_it_comes_before_the_other_servers() -> None:
    assert first("search lan\nnameserver 192.0.2.53\n", "127.0.0.55") == f"{BLOCK}search lan\nnameserver 192.0.2.53\n"


def test_a_second_time_changes_nothing() -> None:
    once = first("nameserver 192.0.2.53\n", "127.0.0.55")
    assert first(once, "127.0.0.55") == once


def test_another_address_takes_the_place_of_the_former_and_goes_back_to_the_front() -> None:
    old = "nameserver 192.0.2.53\n# BEGIN maestro.databases\nnameserver 127.0.0.9\n# END maestro.databases\noptions x\n"
    assert first(old, "127.0.0.55") == f"{BLOCK}nameserver 192.0.2.53\noptions x\n"


def test_a_block_without_its_end_is_left_to_whoever_cut_it() -> None:
    cut = "# BEGIN maestro.databases\nnameserver 192.0.2.53\n"
    assert first(cut, "127.0.0.55") == BLOCK + cut


def test_the_file_keeps_its_permissions_and_need_not_be_there(tmp_path: Path) -> None:
    wanted = asked_first("127.0.0.55", str(tmp_path / "resolv.conf"))
    assert (wanted.content, wanted.mode, wanted.notify) == (BLOCK, None, "")


def test_systemd_resolved_asks_it_about_the_domain_alone() -> None:
    wanted = asked_about("shop.internal", "127.0.0.55", "shop-production")
    assert wanted.path == "/etc/systemd/resolved.conf.d/maestro-shop-production.conf"
    assert wanted.content == (
        "# Made by maestro.databases; the next run replaces changes made here.\n"
        "[Resolve]\nDNS=127.0.0.55\nDomains=~shop.internal\n"
    )
    assert (wanted.mode, wanted.notify) == (0o644, "names-resolver")
