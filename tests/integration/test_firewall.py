# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's nftables.service flushes every table. Servers that run are never without their rules, and the host's own
rules are loaded as ever. Two hosts, each of which is a stranger to the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pytest

from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.integration import watching
from tests.play import Run
from tests.watchers import judge, lines
from tests.watchers.ports import scanned

OTHERS = {"wall1": "wall2", "wall2": "wall1"}
TABLE = "table inet maestro_databases"
#: The host's own rules; they start as Debian's do.
FOREIGN = "flush ruleset\ntable inet foreign {\n\tchain input {\n\t\ttcp dport 4242 drop\n\t}\n}\n"
#: A unit of the host's own in the place of Debian's.
OWN_UNIT = """\
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/own.nft
ExecReload=/usr/sbin/nft -f /etc/own.nft
ExecStop=/usr/sbin/nft flush ruleset
[Install]
WantedBy=sysinit.target
"""
OWN_PATH = "/etc/systemd/system/nftables.service"
BROKEN = "/etc/maestro/nftables.d/broken.nft"
#: What stands here is said to every service.
OFTEN = "/etc/systemd/system/service.d"
LEFT = "ls /etc/maestro/nftables.d /etc/systemd/system-generators /etc/systemd/system/nftables.service.d"


def role(hosts: Lab, *options: str) -> Run:
    common = {"gather_facts": False, "roles": ["maestro.databases.memcached"]}
    addresses = {host: {"memcached_listen_addresses": [hosts.addresses[host]]} for host in OTHERS}
    return hosts.playbook(
        [{"hosts": host, "vars": given, **common} for host, given in addresses.items()], None, *options
    )


@pytest.fixture(scope="module")
def walls(lab: LabFactory) -> Lab:
    """Hosts with a server and rules of their own each, and nftables.service as Debian leaves it: disabled, inactive."""
    hosts = lab("wall1:bookworm", "wall2:trixie")
    for host in OTHERS:
        hosts.ssh(host, "cat >/etc/nftables.conf; cp /etc/nftables.conf /etc/own.nft", given=FOREIGN)
        # Tests start it more often in a few seconds than systemd takes from anybody.
        hosts.ssh(host, f"mkdir {OFTEN}; printf '[Unit]\\nStartLimitIntervalSec=0\\n' >{OFTEN}/often.conf")
    role(hosts)
    return hosts


def tables(hosts: Lab, host: str) -> set[str]:
    return set(hosts.ssh(host, "nft list tables").stdout.splitlines())


def lost(events: Iterable[str]) -> list[str]:
    """The transactions after which our table was not there, by what `nft monitor` wrote."""
    there, found = True, []
    for line in events:
        if line.startswith(f"delete {TABLE}"):
            there = False
        elif line.startswith(f"add {TABLE}"):
            there = True
        elif line.startswith("# new generation") and not there:
            found.append(line)
    return found


def test_the_proof_sees_a_table_that_was_away_between_two_transactions() -> None:
    end = "# new generation {} by process 7 (nft)".format
    at_once = [f"delete {TABLE}", f"add {TABLE}", end(2)]
    assert lost(at_once) == []
    assert lost([*at_once, f"delete {TABLE}", end(3), f"add {TABLE}", end(4)]) == [end(3)]


@pytest.fixture(scope="module")
def flushed(walls: Lab) -> Mapping[str, list[str]]:
    """All that flushes the tables, one after another, under the eyes of a stranger; what happened to our table."""
    asked = (
        "systemctl enable --quiet --now nftables; systemctl restart nftables; systemctl reload nftables; "
        "systemctl stop nftables; systemctl start nftables; systemctl restart maestro-databases-firewall; "
        "DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --reinstall nftables >/dev/null 2>&1"
    )
    # It writes at once, for a terminal.
    watched = (
        "systemd-run --quiet --unit nft-monitor --property StandardOutput=file:/run/nft-events stdbuf -oL nft monitor"
    )
    seen = {}
    for host, stranger in OTHERS.items():
        walls.ssh(host, f"{watched}; sleep 1")
        walls.ssh(stranger, lines.scan([walls.addresses[host]], scanned("memcached")))
        try:
            walls.ssh(host, f"set -e; {asked}; sleep 10")
        finally:
            found = watching.stop(walls, stranger, "scanner")
            walls.ssh(host, "systemctl stop nft-monitor")
        assert judge.of_scanner(found, [walls.addresses[host]]) == []
        seen[host] = walls.ssh(host, "cat /run/nft-events").stdout.splitlines()
    return seen


@pytest.mark.parametrize("host", OTHERS)
def test_nothing_that_is_done_to_nftables_service_takes_the_rules_from_a_server_that_runs(
    walls: Lab, flushed: Mapping[str, list[str]], host: str
) -> None:
    events = flushed[host]
    # It saw each of them: those of others came and went.
    assert len([line for line in events if line.startswith("add table inet foreign")]) >= 5
    assert len([line for line in events if line.startswith(f"add {TABLE}")]) >= 7
    assert lost(events) == []
    assert tables(walls, host) == {TABLE, "table inet foreign"}
    assert "memcached" in walls.ssh(host, f"nft list {TABLE}").stdout
    assert walls.ssh(host, "systemctl is-active memcached nftables maestro-databases-firewall").stdout == "active\n" * 3


@pytest.mark.usefixtures("flushed")
def test_a_second_run_changes_nothing(walls: Lab) -> None:
    assert role(walls).changed() == []
    assert role(walls, "--check").changed() == []


@pytest.mark.usefixtures("flushed")
@pytest.mark.parametrize("host", OTHERS)
def test_what_is_broken_on_one_side_keeps_nothing_from_the_other(walls: Lab, host: str) -> None:
    walls.ssh(host, f"echo nonsense >{BROKEN}")
    try:
        walls.ssh(host, "systemctl restart nftables; systemctl reload nftables; systemctl is-active --quiet nftables")
        assert tables(walls, host) == {TABLE, "table inet foreign"}
        # Where nothing of ours is in force either, as when the host starts.
        walls.ssh(host, "nft flush ruleset; systemctl restart nftables; systemctl is-active --quiet nftables")
        assert tables(walls, host) == {"table inet foreign"}
    finally:
        walls.ssh(host, f"rm {BROKEN}; systemctl restart nftables")
    walls.ssh(host, "mv /etc/nftables.conf /etc/kept; echo nonsense >/etc/nftables.conf")
    try:
        assert walls.ssh(host, "systemctl reload nftables", check=False).returncode != 0
        assert tables(walls, host) == {TABLE, "table inet foreign"}
        assert walls.ssh(host, "systemctl restart nftables", check=False).returncode != 0
        assert tables(walls, host) == {TABLE}
    finally:
        walls.ssh(host, "mv /etc/kept /etc/nftables.conf; systemctl restart nftables")
    assert tables(walls, host) == {TABLE, "table inet foreign"}


@pytest.mark.usefixtures("flushed")
@pytest.mark.parametrize("host", OTHERS)
@pytest.mark.parametrize("path", [OWN_PATH, f"{OWN_PATH}.d/override.conf"], ids=["unit", "drop-in"])
def test_a_unit_of_the_hosts_own_loads_its_own_files_and_ours_follow(walls: Lab, host: str, path: str) -> None:
    text = OWN_UNIT if path == OWN_PATH else re.sub(r"(?m)^(Exec\w+=)", r"\1\n\1", OWN_UNIT)
    own = "sed -i 's/foreign/own/' /etc/own.nft; systemctl daemon-reload; systemctl restart nftables"
    walls.ssh(host, f"cat >{path}; {own}", given=text)
    try:
        assert tables(walls, host) == {TABLE, "table inet own"}
        for verb, theirs in (("reload", {"table inet own"}), ("stop", set()), ("start", {"table inet own"})):
            walls.ssh(host, f"systemctl {verb} nftables")
            assert tables(walls, host) == {TABLE, *theirs}
    finally:
        walls.ssh(host, f"rm {path}; systemctl daemon-reload; systemctl restart nftables")
    assert tables(walls, host) == {TABLE, "table inet foreign"}


@pytest.mark.usefixtures("flushed")
@pytest.mark.parametrize("host", OTHERS)
def test_with_the_last_engine_goes_what_was_done_to_nftables_service(walls: Lab, host: str) -> None:
    service = {"name": "firewall", "units": ["maestro-databases-firewall"], "action": "reload"}
    given = {"files": [], "closed": "memcached", "services": [service]}
    rules = "/etc/maestro/nftables.d/{}.nft"
    # Another engine is on the host.
    walls.ssh(host, f"echo '{TABLE} {{ chain memcache {{ }}; }}' >{rules.format('memcache')}")
    before = walls.ssh(host, LEFT).stdout
    for options in (("--check",), ()):
        result = walls.module(host, "maestro.databases.database_files", given, *options)
        assert list(result["files"]) == [rules.format("memcached")]
    assert walls.ssh(host, LEFT).stdout == before.replace("memcached.nft\n", "")
    assert "memcached" not in walls.ssh(host, f"nft list {TABLE}").stdout
    given["closed"] = "memcache"
    paths = [
        rules.format("memcache"),
        "/etc/systemd/system/nftables.service.d/zz-maestro.conf",
        "/etc/systemd/system-generators/maestro-databases-firewall",
    ]
    for options, left in ((("--check",), paths), ((), paths), (("--check",), []), ((), [])):
        result = walls.module(host, "maestro.databases.database_files", given, *options)
        assert (list(result["files"]), result["changed"]) == (left, bool(left))
    assert "maestro" not in walls.ssh(host, "systemctl cat nftables; systemctl restart nftables").stdout
    assert tables(walls, host) == {"table inet foreign"}
