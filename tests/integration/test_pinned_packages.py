# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exact pins and makers' repositories on a real host: what can be had is installed, and what cannot leaves nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.conftest import LabFactory
from tests.hosts import Lab, lab_command
from tests.integration.offers import offer
from tests.play import Run

HOST = "pin1"
OWNER = {"application": "shop", "environment": "production", "group": "main"}
#: Of each engine: its flavour, the package of its server, a pinned version and a later one.
PINS = {
    "redis": ("redis", "redis-server", "5:7.0.98-1", "5:7.0.99-1"),
    "mysql": ("mariadb", "mariadb-server", "1:10.11.98-1", "1:10.11.99-1"),
}
UNITS = {"redis": "redis-server", "mysql": "mariadb"}
#: Their packages that insist on each other's version.
TOGETHER = {
    "redis": ("redis-server", "redis-tools"),
    "mysql": ("mariadb-server", "mariadb-server-core", "mariadb-client", "mariadb-client-core", "mariadb-common"),
}
#: A server that is offered without the tools on which it insists.
ALONE = "5:7.0.97-1"
USERS: dict[str, list[dict[str, Any]]] = {
    "redis": [{"kind": "admin", "name": "maestro_admin", "password": "a-password-of-the-admin"}],
    "mysql": [{"name": "shop", "password": "a-password", "grants": {"shop.*": ["ALL"]}}],
}
#: What a refused run leaves as it was.
TREE = (
    "dpkg-query -W; systemctl list-unit-files --no-legend; "
    "ls -A /etc/maestro /var/lib/maestro /usr/sbin/policy-rc.d 2>&1; find /etc -type f -exec sha256sum {} + | sort"
)


@pytest.fixture(scope="module")
def host(lab: LabFactory) -> Lab:
    """A host that is offered two releases of each server, and one that cannot be installed."""
    found = lab(f"{HOST}:bookworm")
    offers = [
        f"{name}={version}" for engine, names in TOGETHER.items() for name in names for version in PINS[engine][2:]
    ]
    found.ssh(HOST, "apt-get -qq update")
    offer(found, HOST, [*offers, f"redis-server={ALONE}"])
    return found


def role(lab: Lab, engine: str, version: str, *options: str, must_pass: bool = True) -> Run:
    variables = {"version": version, "flavour": PINS[engine][0], "owner": OWNER, "memory_mb": 512}
    given = {f"{engine}_{name}": value for name, value in variables.items()}
    given[f"{engine}_users"] = USERS[engine]
    play = {"hosts": HOST, "gather_facts": False, "roles": [f"maestro.databases.{engine}"]}
    return lab.playbook([play], given, *options, must_pass=must_pass)


def test_a_pin_that_does_not_go_together_with_what_is_offered_leaves_nothing_behind(host: Lab) -> None:
    before = host.ssh(HOST, TREE).stdout
    for options in (("--check",), ()):
        run = role(host, "redis", ALONE, *options, must_pass=False)
        assert run.code != 0
        assert run.changed() == []
        told = run.of("maestro.databases.database_files")["msg"]
        assert told.startswith(
            f"redis-server {ALONE} cannot be installed, and nothing was: "
            f"redis-server : Depends: redis-tools (= {ALONE})"
        )
        assert len(told.splitlines()) == 1
        assert host.ssh(HOST, TREE).stdout == before


@pytest.mark.parametrize("written", ["the whole version", "without its epoch", "the maker's"])
def test_each_way_to_write_a_pin_is_predicted(host: Lab, written: str) -> None:
    _flavour, package, wanted, _later = PINS["redis"]
    ways = {"the whole version": wanted, "without its epoch": wanted[2:], "the maker's": wanted[2:].partition("-")[0]}
    run = role(host, "redis", ways[written], "--check")
    assert run.of("maestro.databases.database_files")["missing"][package] == wanted


@pytest.mark.parametrize("engine", PINS)
def test_an_exact_pin_is_installed_although_a_later_release_is_offered(host: Lab, engine: str) -> None:
    _flavour, package, wanted, later = PINS[engine]
    role(host, engine, wanted[2:])
    shown = host.ssh(HOST, f"dpkg-query -W {' '.join(TOGETHER[engine])}").stdout.split()
    assert set(shown[1::2]) == {wanted}
    assert host.ssh(HOST, f"systemctl is-active {UNITS[engine]}").stdout == "active\n"
    # Nothing of that is in force for anybody else: what the host's own upgrades bring stays within the series.
    assert role(host, engine, wanted[2:]).changed() == []
    policy = host.ssh(HOST, f"apt-cache policy {package}; ls /etc/apt/preferences.d; ls /tmp").stdout
    assert f"Candidate: {later}" in policy
    assert re.findall(r"maestro-\S+", policy)[:1] == [f"maestro-{engine}-series.pref"]


def apt_works(lab: Lab) -> None:
    lab.ssh(HOST, "apt-get update -qq --error-on=any")


def test_a_maker_without_the_hosts_suite_is_taken_off_again_and_told(host: Lab) -> None:
    lab_command("--name", host.name, "mirror", "mongodb-6.0")
    inventory = yaml.safe_load(lab_command("--name", host.name, "inventory").stdout)
    mirror: Mapping[str, Any] = inventory["all"]["vars"]["maestro_repositories"]["mongodb"]
    given: dict[str, Any] = {"mongodb_owner": OWNER, "mongodb_memory_mb": 512, "mongodb_repository": dict(mirror)}
    given["mongodb_users"] = [{"kind": "admin", "name": "maestro_admin", "password": "a-password-of-the-admin"}]
    play = {"hosts": HOST, "gather_facts": False, "roles": ["maestro.databases.mongodb"]}
    before = host.ssh(HOST, TREE).stdout
    for _again in range(2):
        run = host.playbook([play], {**given, "mongodb_version": "7.0"}, must_pass=False)
        assert run.code != 0
        assert run.changed() == []
        assert run.of("maestro.databases.database_files")["msg"].startswith(
            f"repository of mongodb: {mirror['uri']}, suite bookworm/mongodb-org/7.0, cannot be read, and was taken "
            "off the host again: apt-get update: "
        )
        assert host.ssh(HOST, TREE).stdout == before
        apt_works(host)
    # A version that the suite has not is no better.
    run = host.playbook([play], {**given, "mongodb_version": "6.0.999"}, must_pass=False)
    assert "the host's repositories have no mongodb-org-server=6.0.999" in run.output
    assert host.ssh(HOST, TREE).stdout == before
    host.playbook([play], {**given, "mongodb_version": "6.0"})
    apt_works(host)
    # Nor is a source that was good lost to one that is not.
    sources = "cat /etc/apt/sources.list.d/maestro-mongodb.sources /etc/apt/preferences.d/maestro-mongodb.pref"
    good = host.ssh(HOST, sources).stdout
    away = {**given, "mongodb_repository": {**mirror, "suite": "nowhere"}, "mongodb_version": "6.0"}
    run = host.playbook([play], away, must_pass=False)
    assert "suite nowhere, cannot be read" in run.output
    assert host.ssh(HOST, sources).stdout == good
    apt_works(host)
