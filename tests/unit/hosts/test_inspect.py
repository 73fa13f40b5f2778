# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What speaks against a host, for what was seen there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.inspect import Asked, Seen, system, weigh
from ansible_collections.maestro.databases.plugins.module_utils.hosts.listeners import Listener
from ansible_collections.maestro.databases.plugins.module_utils.hosts.packages import Packages
from ansible_collections.maestro.databases.plugins.module_utils.hosts.release import Release
from ansible_collections.maestro.databases.plugins.module_utils.hosts.repository import Repository
from ansible_collections.maestro.databases.plugins.module_utils.hosts.servers import server
from ansible_collections.maestro.databases.plugins.module_utils.hosts.units import Unit

OWNER = {"application": "shop", "environment": "production", "group": "main"}
MARKER = {**OWNER, "flavour": "postgresql", "version": "15", "data_directory": "/var/lib/postgresql/15/main"}
INSTALLED = {"postgresql-15": "15.20-0+deb12u1"}


def seen(asked: Asked | None = None, **more: object) -> Seen:
    found = server("postgresql")
    assert found is not None
    unit = "postgresql@15-main"
    values = {
        "asked": asked or Asked("postgresql", port=5432, owner=OWNER),
        "server": found,
        "version": "15",
        "marker": MARKER,
        "packages": Packages(["postgresql-15"], dict(INSTALLED)),
        "units": {unit: Unit(unit, exists=True, active=True), "postgresql": Unit("postgresql", exists=True)},
        "data_directory": "/var/lib/postgresql/15/main",
        "initialised": True,
        "listeners": [Listener("127.0.0.1", 5432, 7, "postgres", f"{unit}.service")],
        "overrides": [],
    }
    return Seen(**{**values, **more})  # type: ignore[arg-type]


def told(one: Seen) -> list[str]:
    return [str(problem) for problem in weigh(one)]


def test_our_own_server_is_welcome() -> None:
    assert told(seen()) == []


def test_a_host_with_nothing_is_welcome() -> None:
    assert told(seen(marker={}, initialised=False, listeners=[])) == []


def test_everything_is_told_at_once() -> None:
    asked = Asked(
        "postgresql", version="17", port=5432, owner={**OWNER, "application": "blog"}, data_directory="/srv/pg"
    )
    stranger = Listener("0.0.0.0", 5432, 99, "nc", "session-1.scope")
    assert told(seen(asked, listeners=[stranger])) == [
        (
            "/etc/maestro/databases.d/postgresql.json: postgresql on this host belongs to shop-production, group main, "
            "and blog-production, group main asks for it; use another host, or remove the marker if that application "
            "is gone"
        ),
        (
            "postgresql version: 15 runs here and 17 is asked for; there is no in-place upgrade; leave the version at "
            "15, or use another host and move the data there by dump and restore"
        ),
        (
            "postgresql data directory: is /var/lib/postgresql/15/main, and /srv/pg is asked for; data is not moved in "
            "place; keep /var/lib/postgresql/15/main, or use another host and move the data there by dump and restore"
        ),
        (
            "postgresql port: process 99 (nc) of session-1.scope listens on 0.0.0.0 port 5432; "
            "stop it, or choose another port"
        ),
    ]


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "::"])
def test_a_port_that_the_server_takes_on_loopback_besides_is_anothers(address: str) -> None:
    found = server("influxdb")
    assert found is not None
    asked = Asked("influxdb", port=8086, owner=OWNER)
    fresh = {"server": found, "version": "1.6", "marker": {}, "initialised": False}
    fresh |= {"data_directory": found.data_directory, "units": {"influxdb": Unit("influxdb")}}
    stranger = Listener(address, 8088, 99, "java", "console.service")
    assert told(seen(asked, **fresh, listeners=[stranger])) == [
        (
            f"influxdb: process 99 (java) of console.service listens on {address} port 8088; "
            "stop it, or use another host: influxdb takes that port on loopback, and no other"
        )
    ]
    # One that leaves loopback free, and the server itself.
    free = [replace(stranger, address="10.0.0.3"), replace(stranger, unit="influxdb.service")]
    assert told(seen(asked, **fresh, listeners=free)) == []


def test_another_operating_system_is_refused_where_a_server_is_yet_to_be_built() -> None:
    here = Release("debian", "bookworm", "12", apt=True, systemd=True)
    jammy = replace(here, id="ubuntu", codename="jammy", version="22.04")

    def against(asked: str, runs: Release, **more: object) -> list[str]:
        one = seen(Asked("postgresql", operating_system=asked, port=5432, owner=OWNER), **{"marker": {}, **more})
        return [str(problem) for problem in system(one, runs)]

    (told_of_it,) = against("ubuntu2204", here)
    assert told_of_it == (
        "postgresql operating_system: this host runs debian12, and ubuntu2204 is asked for; "
        "name a host that runs ubuntu2204, or write debian12"
    )
    assert against("ubuntu2204", jammy) == against("", here) == against("ubuntu2204", here, marker=MARKER) == []


def test_another_release_of_the_series_is_no_upgrade_in_place() -> None:
    """Security updates bring it, and a declaration may name it before they do."""
    asked = Asked("postgresql", version="15.18", port=5432, owner=OWNER)
    for version in ("15.18", "15.20", "15.21", "15.18-0+deb12u1"):
        assert told(seen(replace(asked, version=version))) == []
    assert told(seen(replace(asked, version="16.1"))) == [
        (
            "postgresql version: 15 runs here and 16.1 is asked for; there is no in-place upgrade; "
            "leave the version at 15, or use another host and move the data there by dump and restore"
        )
    ]


def test_data_without_a_marker_are_somebody_elses() -> None:
    assert told(seen(marker={}, listeners=[])) == [
        (
            "/var/lib/postgresql/15/main: holds data of a postgresql server that we did not make; use another host or "
            "data directory; where nobody needs the data, remove that server with its data first"
        )
    ]


def test_a_server_without_an_owner_may_get_one() -> None:
    assert told(seen(marker={**MARKER, "application": "", "environment": "", "group": ""})) == []


def test_a_package_that_known_lists_lack_is_refused_and_one_of_unknown_lists_is_not() -> None:
    lacking = Packages(["postgresql-15", "nonesuch"], dict(INSTALLED), {"nonesuch": ""})
    assert told(seen(packages=lacking)) == [
        "nonesuch: the host's repositories have no such package; add the repository that has it"
    ]
    lacking.lists_present = False
    assert told(seen(packages=lacking)) == []


def test_a_host_is_claimed_as_long_as_something_is_to_be_installed_or_marked() -> None:
    maker = Repository("https://packages.example.com", "stable", "https://packages.example.com/key", "example", ("x",))
    claims = {
        "as it should be": seen(),
        "from its maker": seen(repository=maker, repository_current=True),
        "not marked": seen(marker={}),
        "a package is missing": seen(packages=Packages(["postgresql-15"], {}, {"postgresql-15": ""})),
        "its maker's repository is other than it should be": seen(repository=maker, repository_current=False),
    }
    assert {how: one.facts()["claim"] for how, one in claims.items()} == {
        "as it should be": False,
        "from its maker": False,
        "not marked": True,
        "a package is missing": True,
        "its maker's repository is other than it should be": True,
    }
