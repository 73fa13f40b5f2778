# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the host's own resolver is told."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_resolver import (
    asked_first,
    asking,
    first,
    kept,
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


def test_without_an_address_it_goes_and_the_rest_stays() -> None:
    assert first(f"{BLOCK}search lan\nnameserver 192.0.2.53\n", "") == "search lan\nnameserver 192.0.2.53\n"


def test_the_file_keeps_its_permissions_and_need_not_be_there(tmp_path: Path) -> None:
    path = str(tmp_path / "resolv.conf")
    assert [(one.content, one.mode, one.notify) for one in asked_first("127.0.0.55", path)] == [(BLOCK, None, "")]
    assert asked_first("", path) == []


def test_a_file_of_systemd_resolved_is_left_to_it(tmp_path: Path) -> None:
    stub, plain = tmp_path / "stub", tmp_path / "plain"
    stub.symlink_to("/run/systemd/resolve/stub-resolv.conf")
    plain.write_text("nameserver 192.0.2.53\n")
    units = "/etc/systemd/system/maestro-names"
    ours = [
        "/etc/maestro/names/resolver.sh",
        f"{units}-resolver.path",
        f"{units}-resolver.service",
        f"{units}.service.d/resolver.conf",
    ]
    assert [one.path for one in asking("127.0.0.55", runs=True, path=str(stub))] == ours
    # Programs that read a file of the host's own ask its servers.
    assert [one.path for one in asking("127.0.0.55", runs=True, path=str(plain))] == [*ours, str(plain)]
    assert [one.path for one in asking("127.0.0.55", runs=False, path=str(plain))] == [*ours, str(plain)]


def test_the_server_has_itself_asked_whenever_it_starts() -> None:
    script, _path, _service, drop_in = kept("127.0.0.55")
    assert drop_in.content == (
        "# Made by maestro.databases; the next run replaces changes made here.\n"
        "[Unit]\nWants=maestro-names-resolver.path\nAfter=systemd-resolved.service\n\n"
        "[Service]\nExecStartPost=+/bin/sh /etc/maestro/names/resolver.sh\n"
    )
    assert "until resolvectl dns maestro-names 127.0.0.55; do\n" in script.content
    assert "$(sed -n 's,^local=/\\(.*\\)/$,~\\1,p' /etc/maestro/names/domains/*.conf)\n" in script.content
    assert "/run/systemd/resolve/*|/usr/lib/systemd/*) exit 0 ;;\n" in script.content
    assert "! grep -qx '# BEGIN maestro.databases' /etc/resolv.conf; then\n" in script.content
    assert {one.notify for one in kept("127.0.0.55")} == {"names"}
    assert {one.state for one in kept("")} == {"absent"}
