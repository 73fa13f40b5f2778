# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a look at a host makes of a pinned version: which series is held, what is installed, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import apt, inspect
from ansible_collections.maestro.databases.plugins.module_utils.hosts.inspect import Asked, Host, Seen
from ansible_collections.maestro.databases.plugins.module_utils.hosts.packages import Packages
from ansible_collections.maestro.databases.plugins.module_utils.hosts.release import Release
from ansible_collections.maestro.databases.plugins.module_utils.hosts.servers import server
from ansible_collections.maestro.databases.plugins.module_utils.hosts.version import matches

OWNER = {"application": "shop", "environment": "production", "group": "main"}
HERE = Release("debian", "trixie", "13", apt=True, systemd=True)


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A look at a host with these versions of packages installed and offered, and the version that the marker has."""

    def look(
        engine: str,
        flavour: str,
        pin: str,
        installed: Mapping[str, str],
        offered: Mapping[str, str],
        marked: str = "",
        **given: Any,
    ) -> tuple[Seen, Host]:
        def packages(wanted: Sequence[str]) -> Packages:
            pins = dict(one.partition("=")[::2] for one in wanted)
            missing = {
                name: pinned
                for name, pinned in pins.items()
                if name in {**installed, **offered} and not (name in installed and matches(pinned, installed[name]))
            }
            offers = {name: offered[name] for name, pinned in missing.items() if matches(pinned, offered.get(name, ""))}
            return Packages(wanted, dict(installed), missing, offers, lists_present=True)

        known = server(engine, flavour)
        assert known is not None
        marker = {**OWNER, "flavour": known.flavour, "version": marked, "data_directory": "/data"} if marked else {}
        monkeypatch.setattr(inspect.marker, "read", lambda _engine: marker)
        monkeypatch.setattr(inspect.Packages, "look", packages)
        monkeypatch.setattr(inspect.units, "show", lambda _names: {})
        monkeypatch.setattr(apt, "offers", lambda _names: {})
        host = Host({}, [])
        return inspect._see(Asked(engine, flavour, pin, owner=OWNER), known, HERE, host, given), host

    return look


@pytest.mark.parametrize(
    ("engine", "flavour", "pin", "package", "offered", "series"),
    [
        ("mysql", "mariadb", "11", "mariadb-server", "1:11.8.3-0+deb13u1", "11.8"),
        ("mysql", "mariadb", "11.8", "mariadb-server", "1:11.8.3-0+deb13u1", "11.8"),
        ("mysql", "mariadb", "11.8.3", "mariadb-server", "1:11.8.3-0+deb13u1", "11.8"),
        ("mysql", "mariadb", "", "mariadb-server", "1:11.8.3-0+deb13u1", "11.8"),
        ("mysql", "mysql", "9", "mysql-server", "9.7.1-1", "9.7"),
        ("rabbitmq", "rabbitmq", "4", "rabbitmq-server", "4.0.5-3", "4.0"),
        ("influxdb", "influxdb", "1", "influxdb", "1.6.7~rc0-2+b8", "1.6"),
        ("redis", "redis", "8.0", "redis-server", "5:8.0.2-3", "8"),
    ],
)
def test_the_series_of_what_is_installed_is_recorded_and_held(
    look: Any, engine: str, flavour: str, pin: str, package: str, offered: str, series: str
) -> None:
    fresh, host = look(engine, flavour, pin, {}, {package: offered})
    assert (fresh.version, host.problems) == (series, [])
    # Afterwards, and where an earlier run wrote down no more than was pinned.
    for marked in (series, pin or series):
        later, host = look(engine, flavour, pin, {package: offered}, {}, marked)
        assert (later.version, host.problems, host.notes) == (series, [], [])


def test_a_pin_of_another_series_names_none_that_is_there(look: Any) -> None:
    seen, _host = look("mysql", "mariadb", "12", {"mariadb-server": "1:11.8.3-0+deb13u1"}, {}, "11.8")
    assert seen.version == "11.8"
    seen, _host = look("mysql", "mariadb", "12", {"mariadb-server": "1:11.8.3-0+deb13u1"}, {})
    assert seen.version == "12"


@pytest.mark.parametrize(("pin", "there"), [("16.4", "16.6"), ("16.6", "16.4")])
def test_another_release_of_the_pinned_series_stays_with_a_word(look: Any, pin: str, there: str) -> None:
    installed = {"postgresql-16": f"{there}-1.pgdg13+1"}
    seen, host = look("postgresql", "", pin, installed, {"postgresql-16": "16.8-1"}, "16")
    assert seen.packages.wanted == ["postgresql-16", "python3-psycopg2", "logrotate", "nftables"]
    assert seen.packages.missing == {}
    assert host.problems == []
    assert host.notes == [
        (
            f"postgresql: {pin} is pinned and {there} is here, of the same series, in which the host's own upgrades "
            "decide: it stays; pin 16 to say just that"
        )
    ]


def test_a_pin_decides_what_is_installed_first(look: Any) -> None:
    seen, host = look("postgresql", "", "16.4", {}, {"postgresql-16": "16.4-1"})
    assert seen.packages.missing == {"postgresql-16": "16.4"}
    assert host.notes == []


def test_a_pin_that_names_no_series_of_a_maker_is_told_by_the_look(look: Any) -> None:
    _seen, host = look("mongodb", "", "7", {}, {})
    assert [str(problem) for problem in host.problems] == [
        "mongodb version: '7' does not say which of its maker's series is meant; pin one of 6.0, 7.0, 8.0"
    ]
    _seen, host = look("mongodb", "", "5.0", {}, {})
    assert [str(problem) for problem in host.problems] == [
        (
            "mongodb repository: no key is known of a version 5.0; pin one of 6.0, 7.0, 8.0, "
            "or give the repository's fingerprint"
        )
    ]
    for pin in ("7.0", "7.0.14", ""):
        assert look("mongodb", "", pin, {}, {})[1].problems == []
    # Once it is there, its marker says which.
    assert look("mongodb", "", "7", {"mongodb-org-server": "7.0.14"}, {}, "7.0")[1].problems == []
    # A mirror need not have the version in its names.
    mirror = {"uri": "https://mirror.example.com/mongodb", "suite": "trixie", "fingerprint": "AA"}
    assert look("mongodb", "", "7", {}, {}, **mirror)[1].problems == []
