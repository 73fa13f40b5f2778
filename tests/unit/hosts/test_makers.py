# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makers' repositories of PostgreSQL, MySQL, MariaDB and Percona Server: their files, and when they are used."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import inspect, repository
from ansible_collections.maestro.databases.plugins.module_utils.hosts.apt import Offer
from ansible_collections.maestro.databases.plugins.module_utils.hosts.inspect import Asked, Seen
from ansible_collections.maestro.databases.plugins.module_utils.hosts.packages import Packages
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.hosts.repository import Repository
from ansible_collections.maestro.databases.plugins.module_utils.hosts.servers import server


def filled(engine: str, flavour: str, version: str, codename: str = "bookworm") -> Repository:
    known = server(engine, flavour)
    assert known is not None
    source = known.repository or known.pinned_repository
    assert source is not None
    return source.filled(version=version, id="debian", codename=codename)


def written(engine: str, flavour: str, version: str, codename: str = "bookworm") -> list[str]:
    """The lines of the source and of the pins, without the head."""
    files = repository.files(engine, filled(engine, flavour, version, codename))
    return [line for file in files for line in file.content.splitlines()[1:]]


def test_postgresql() -> None:
    assert written("postgresql", "postgresql", "18") == [
        "Types: deb",
        "URIs: https://apt.postgresql.org/pub/repos/apt",
        "Suites: bookworm-pgdg",
        "Components: main",
        "Signed-By: /etc/apt/keyrings/maestro-postgresql.asc",
        "Package: *",
        "Pin: release o=apt.postgresql.org",
        "Pin-Priority: -10",
        "",
        "Package: postgresql-* libpq5 libpq-dev libpq-oauth",
        "Pin: release o=apt.postgresql.org",
        "Pin-Priority: 500",
    ]
    assert filled("postgresql", "postgresql", "18").fingerprint == "B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8"


@pytest.mark.parametrize(
    ("version", "component"), [("8.0", "mysql-8.0"), ("8.4", "mysql-8.4-lts"), ("9.7", "mysql-9.7-lts")]
)
def test_mysql_has_a_component_for_each_series(version: str, component: str) -> None:
    assert written("mysql", "mysql", version, "trixie") == [
        "Types: deb",
        "URIs: https://repo.mysql.com/apt/debian",
        "Suites: trixie",
        f"Components: {component}",
        "Signed-By: /etc/apt/keyrings/maestro-mysql.asc",
        "Package: *",
        "Pin: release o=MySQL",
        "Pin-Priority: -10",
        "",
        "Package: mysql-* libmysqlclient*",
        "Pin: release o=MySQL",
        "Pin-Priority: 500",
    ]


def test_mariadb_has_a_repository_for_each_series() -> None:
    assert written("mysql", "mariadb", "11.4") == [
        "Types: deb",
        "URIs: https://deb.mariadb.org/11.4/debian",
        "Suites: bookworm",
        "Components: main",
        "Signed-By: /etc/apt/keyrings/maestro-mysql.asc",
        "Package: *",
        "Pin: release o=MariaDB",
        "Pin-Priority: -10",
        "",
        "Package: mariadb-* libmariadb* galera-4 mysql-common",
        "Pin: release o=MariaDB",
        "Pin-Priority: 500",
    ]


@pytest.mark.parametrize(("version", "series"), [("8.0", "ps-80"), ("8.4", "ps-84-lts"), ("9.7", "ps-97-lts")])
def test_percona_has_a_repository_for_each_series(version: str, series: str) -> None:
    assert written("mysql", "percona", version) == [
        "Types: deb",
        f"URIs: https://repo.percona.com/{series}/apt",
        "Suites: bookworm",
        "Components: main",
        "Signed-By: /etc/apt/keyrings/maestro-mysql.asc",
        "Package: *",
        'Pin: origin "repo.percona.com"',
        "Pin-Priority: -10",
        "",
        "Package: percona-server-* percona-mysql-* libperconaserverclient*",
        'Pin: origin "repo.percona.com"',
        "Pin-Priority: 500",
    ]


def test_percona_is_its_makers_and_otherwise_as_mysql() -> None:
    known = server("mysql", "percona")
    assert known is not None
    assert known.packages == ("percona-server-server", "python3-pymysql", "logrotate")
    assert known.conflicts == ("mysql-server", "mariadb-server")
    assert (known.units, known.data_directory, known.default_version) == (("mysql",), "/var/lib/mysql", "8.4")


def test_a_series_that_nobody_knows_is_told_with_those_that_are() -> None:
    with pytest.raises(HostError) as caught:
        filled("mysql", "mysql", "8.1")
    assert str(caught.value) == (
        "repository: nothing is known of a version 8.1; pin one of 8.0, 8.4, 9.7, or give the repository's uri, suite "
        "and components"
    )
    known = server("mysql", "mysql")
    assert known is not None
    assert known.pinned_repository is not None
    mirror = known.pinned_repository.with_given({"uri": "https://mirror.example.com/mysql", "components": ["main"]})
    assert mirror.filled(version="8.1", id="debian", codename="sid").components == ("main",)


def looked(
    pin: str, *, offered: bool, lists: bool = True, monkeypatch: pytest.MonkeyPatch, source: bool = False
) -> bool:
    """Whether the maker's repository is used for MySQL of that version on a host."""
    monkeypatch.setattr(repository, "present", lambda _engine: source)
    packages = Packages(
        ["mysql-server"], {}, {"mysql-server": pin}, {"mysql-server": "9.7.1-1"} if offered else {}, lists
    )
    return inspect._lacks_pinned(Asked("mysql", "mysql", version=pin), "mysql-server", packages)


def test_it_is_used_for_a_pinned_version_that_the_host_has_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked("8.4", offered=False, monkeypatch=monkeypatch)
    assert not looked("9.7", offered=True, monkeypatch=monkeypatch)
    # Nothing is known yet, and nobody asked for a version.
    assert not looked("8.4", offered=False, lists=False, monkeypatch=monkeypatch)
    assert not looked("", offered=False, monkeypatch=monkeypatch)


def test_once_it_is_there_it_stays_what_it_is_compared_with(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked("8.4", offered=True, monkeypatch=monkeypatch, source=True)


def test_what_it_is_to_bring_is_not_missed_and_what_is_to_be_known_first_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inspect.apt, "lists_present", lambda: True)
    known = server("mysql", "mysql")
    assert known is not None
    seen = Seen(
        asked=Asked("mysql", "mysql", version="8.4"),
        server=known,
        version="8.4",
        marker={},
        packages=Packages(["mysql-server=8.4"], {}, {"mysql-server": "8.4"}),
        units={},
        data_directory="/var/lib/mysql",
        initialised=False,
        listeners=[],
        overrides=[],
        repository=filled("mysql", "mysql", "8.4"),
    )
    assert inspect._packages(seen) == []
    # Lists that are older than the version may lack it, too.
    assert inspect._lacks_lists(seen)


@pytest.mark.parametrize(
    ("pin", "has"),
    [
        ("5.7", "9.7.1"),
        # Of the maker's version there may be many.
        ("9.7.1-2", "9.7.1-1, 9.7.1-3"),
    ],
)
def test_a_version_that_neither_has_is_told_with_those_of_the_maker(
    monkeypatch: pytest.MonkeyPatch, pin: str, has: str
) -> None:
    offers = {"mysql-server": Offer("9.7.1-3", ("9.7.1-3", "9.7.1-1"))}
    monkeypatch.setattr(inspect.apt, "offers", lambda _names: offers)
    known = server("mysql", "mysql")
    assert known is not None
    seen = Seen(
        asked=Asked("mysql", "mysql", version=pin),
        server=known,
        version="5.7",
        marker={},
        packages=Packages([f"mysql-server={pin}"], {}, {"mysql-server": pin}),
        units={},
        data_directory="/var/lib/mysql",
        initialised=False,
        listeners=[],
        overrides=[],
    )
    assert [str(problem) for problem in inspect._packages(seen)] == [
        (
            f"mysql version: the host's repositories have no mysql {pin}; they have {has}, and its maker's has 8.0, "
            "8.4, 9.7; leave the version out to get the distribution's own, or add a repository that has it"
        )
    ]
