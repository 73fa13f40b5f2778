# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pinned versions that the distribution lacks come from their makers' repositories, and nothing else comes from there.

The makers are the lab's mirror, laid out as theirs, with real servers and with packages that would break the host.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import LabFactory
from tests.hosts import Lab, lab_command
from tests.play import Run, ansible_playbook

WEB, STORES, MYSQL = "makers-web", "makers-db", "makers-mysql"
ENVIRONMENT = "/etc/maestro/applications/shop-production.env"
DATABASES = [
    {"engine": "postgresql", "hosts": STORES, "version": "15"},
    {"engine": "mysql", "flavour": "mariadb", "hosts": STORES, "version": "10.11"},
    {"engine": "mysql", "group": "reports", "flavour": "mysql", "hosts": MYSQL, "version": "9.7"},
]
PRODUCTS = ("postgresql-15", "mariadb-10.11", "mysql-9.7")


@dataclass(frozen=True)
class Maker:
    """What is to come from a maker, and what is not."""

    host: str
    engine: str
    #: URL of its repository below the mirror's, its suite and component.
    source: tuple[str, str, str]
    #: Packages that come from there, each with a pattern of its version.
    brings: Mapping[str, str]
    #: Packages that it has in a later version, and may not bring. The host needs some of them.
    besides: tuple[str, ...]
    #: How the application gets at the server, and what that says of its version.
    variable: str
    says: str


_MARIADB = r"1:10\.11\.\d+\+maria~deb13"
_MYSQL = r"9\.7\.\d+-1debian13"
MAKERS = {
    "postgresql": Maker(
        host=STORES,
        engine="postgresql",
        source=("postgresql/pub/repos/apt", "trixie-pgdg", "main"),
        brings={
            "postgresql-15": r"15\.\d+-1\.pgdg13\+1",
            "postgresql-client-15": r"15\.\d+-1\.pgdg13\+1",
            "postgresql-common": r"\d{3}\.pgdg13\+1",
            "postgresql-client-common": r"\d{3}\.pgdg13\+1",
            "libpq5": r"17\.\d+-1\.pgdg13\+1",
        },
        besides=("postgresql", "python3-psycopg2", "ssl-cert", "logrotate"),
        variable="POSTGRESQL_URL",
        says=r"15\.\d+ .*",
    ),
    "mariadb": Maker(
        host=STORES,
        engine="mysql",
        source=("mariadb/10.11/debian", "trixie", "main"),
        brings={
            "mariadb-server": _MARIADB,
            "mariadb-server-core": _MARIADB,
            "mariadb-client": _MARIADB,
            "mariadb-client-core": _MARIADB,
            "mariadb-common": _MARIADB,
            "libmariadb3": _MARIADB,
            "mysql-common": _MARIADB,
            "galera-4": r"26\.4\.\d+-deb13",
        },
        besides=("galera-arbitrator-4", "libmysqlclient18", "openssl", "python3-pymysql"),
        variable="MYSQL_URL",
        says=r"10\.11\.\d+-MariaDB.*",
    ),
    "mysql": Maker(
        host=MYSQL,
        engine="mysql",
        source=("mysql/apt/debian", "trixie", "mysql-9.7-lts"),
        brings={
            "mysql-server": _MYSQL,
            "mysql-community-server": _MYSQL,
            "mysql-community-server-core": _MYSQL,
            "mysql-community-client": _MYSQL,
            "mysql-community-client-core": _MYSQL,
            "mysql-community-client-plugins": _MYSQL,
            "mysql-common": _MYSQL,
        },
        besides=("logrotate", "psmisc"),
        variable="MYSQL_REPORTS_URL",
        says=r"9\.7\.\d+.*",
    ),
}
#: What the host's packages and files are.
TREE = "dpkg-query -W; find /etc -type f -exec sha256sum {} + | sort; ls /var/lib/apt/lists | sort"
#: What the application does with a server, by its URL.
ASK = {
    "postgresql": """
import psycopg2
k = psycopg2.connect(url).cursor(); k.execute("create table v (n int)"); k.execute("insert into v values (42)")
k.execute("select n from v"); print(k.fetchone()[0]); k.execute("show server_version"); print(k.fetchone()[0])
""",
    "mysql": """
import pymysql, urllib.parse as p
u = p.urlsplit(url)
c = pymysql.connect(host=u.hostname, port=u.port, user=u.username, password=p.unquote(u.password), database=u.path[1:])
k = c.cursor(); k.execute("create table v (n int)"); k.execute("insert into v values (42)")
k.execute("select n from v"); print(k.fetchall()[0][0]); k.execute("select version()"); print(k.fetchall()[0][0])
k.execute("drop table v")
""",
}


@dataclass
class Known:
    """What apt knows of a package: its versions, and the sources that have each, but for what is installed."""

    installed: str = ""
    candidate: str = ""
    sources: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Project:
    """A project whose inventory leads to the lab's mirror, and the runs of its deployment."""

    hosts: Lab
    folder: Path
    repositories: Mapping[str, Mapping[str, str]]
    runs: dict[str, Run] = field(default_factory=dict)

    def deploy(self, *options: str) -> Run:
        given = {"maestro_application": "shop", "maestro_web": WEB, "maestro_databases": DATABASES}
        sizes = {f"{engine}_memory_mb": 512 for engine in ASK}
        vault = f"--vault-password-file={self.folder / 'vault'}"
        return ansible_playbook(
            "maestro.databases.deploy", self.folder / "hosts.yml", {**given, **sizes}, vault, *options
        )

    def sh(self, line: str, host: str = STORES) -> str:
        return self.hosts.ssh(host, line).stdout

    def uri(self, flavour: str) -> str:
        """Where a maker's packages are for these hosts."""
        return self.repositories[flavour]["uri"].replace("{version}", "10.11").replace("{id}", "debian")

    def known(self, host: str, packages: Iterable[str], *options: str) -> dict[str, Known]:
        """What apt knows of packages on a host."""
        text = self.sh(f"apt-cache {' '.join(options)} policy {' '.join(packages)}", host)
        found: dict[str, Known] = {}
        there, version = Known(), ""
        for line in text.splitlines():
            words = line.replace("***", "").split()
            if not line.startswith(" "):
                there = found[words[0].rstrip(":")] = Known()
            elif words[0] == "Installed:":
                there.installed = words[1]
            elif words[0] == "Candidate:":
                there.candidate = words[1]
            elif line.startswith("        "):
                there.sources[version] += [word for word in words[1:2] if "://" in word]
            elif words[0] != "Version":
                version = words[0]
                there.sources[version] = []
        return found

    def ask(self, maker: Maker) -> list[str]:
        """What the application of the web host gets, by its environment alone: a row, and the server's version."""
        code = f"import os\nurl = os.environ['{maker.variable}']{ASK[maker.engine]}"
        return self.sh(f"set -a; . {ENVIRONMENT}; exec python3 -c {shlex.quote(code)}", WEB).splitlines()


@pytest.fixture(scope="module")
def project(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Deployed in check mode, for real, and again."""
    hosts = lab(f"{WEB}:bookworm", f"{STORES}:trixie", f"{MYSQL}:trixie")
    lab_command("--name", hosts.name, "mirror", *PRODUCTS)
    text = lab_command("--name", hosts.name, "inventory").stdout
    inventory: Mapping[str, Any] = yaml.safe_load(text)
    folder = tmp_path_factory.mktemp("project")
    (folder / "hosts.yml").write_text(text)
    (folder / "vault").write_text("a vault password")
    found = Project(hosts, folder, inventory["all"]["vars"]["maestro_repositories"])
    # MySQL's passwords want the last one.
    drivers = "python3-pymysql python3-psycopg2 python3-cryptography"
    found.sh(f"apt-get -qq update && apt-get -qq install -y --no-install-recommends {drivers} >/dev/null 2>&1", WEB)
    # One host knows which versions its release has; the other one has never asked.
    found.sh("apt-get -qq update")
    before = [found.sh(TREE, host) for host in (STORES, MYSQL)]
    found.runs["check"] = found.deploy("--check", "--diff")
    assert [found.sh(TREE, host) for host in (STORES, MYSQL)] == before
    found.runs["real"] = found.deploy("--diff")
    found.runs["again"] = found.deploy()
    yield found
    shutil.rmtree(folder, ignore_errors=True)


def test_the_prediction_comes_true_and_the_second_run_changes_nothing(project: Project) -> None:
    assert project.runs["check"].changes() == project.runs["real"].changes()
    assert project.runs["again"].changes() == []
    # Who never asked does not know yet that its release has none.
    for host, package, lacks in ((STORES, "postgresql-15", True), (MYSQL, "mysql-server", False)):
        packages = project.runs["check"].of("maestro.databases.database_packages", host)
        assert (package in packages["missing"], packages["repository"]) == (True, lacks)
        assert project.runs["real"].of("maestro.databases.database_packages", host)["repository"] is True


@pytest.mark.parametrize("flavour", MAKERS)
def test_the_source_is_the_makers_and_its_key_alone_is_trusted_for_it(project: Project, flavour: str) -> None:
    maker, told = MAKERS[flavour], project.repositories[flavour]
    place, suite, component = maker.source
    key = f"/etc/apt/keyrings/maestro-{maker.engine}.asc"
    uri = project.uri(flavour)
    assert uri.endswith(f"/{place}")
    assert project.sh(f"sed 1d /etc/apt/sources.list.d/maestro-{maker.engine}.sources", maker.host).splitlines() == [
        "Types: deb",
        f"URIs: {uri}",
        f"Suites: {suite}",
        f"Components: {component}",
        f"Signed-By: {key}",
    ]
    assert project.sh(f"cat {key}", maker.host).strip() == told["key"].strip()
    assert project.sh("ls /etc/apt/trusted.gpg.d | grep -v ^debian-archive- || true", maker.host) == ""


@pytest.mark.parametrize("flavour", MAKERS)
def test_the_pinned_server_comes_from_its_maker_and_is_used_from_another_host(project: Project, flavour: str) -> None:
    maker = MAKERS[flavour]
    known = project.known(maker.host, maker.brings)
    for package, pattern in maker.brings.items():
        assert re.fullmatch(pattern, known[package].installed), package
        assert known[package].sources[known[package].installed] == [project.uri(flavour)], package
    row, version = project.ask(maker)
    assert row == "42"
    assert re.fullmatch(maker.says, version)


@pytest.mark.parametrize("flavour", MAKERS)
def test_whatever_else_a_maker_has_stays_there(project: Project, flavour: str) -> None:
    maker = MAKERS[flavour]
    known = project.known(maker.host, maker.besides)
    for package, there in known.items():
        theirs = [version for version, sources in there.sources.items() if project.uri(flavour) in sources]
        assert len(theirs) == 1, package
        assert theirs[0] not in (there.installed, there.candidate), package
    # It is our pin that keeps it there.
    without = project.known(maker.host, maker.besides, "-o Dir::Etc::PreferencesParts=/nowhere")
    for package, there in without.items():
        assert there.sources[there.candidate] == [project.uri(flavour)], package


@pytest.mark.parametrize("host", [STORES, MYSQL])
def test_no_upgrade_changes_what_came_from_the_makers(project: Project, host: str) -> None:
    # The host itself may have upgrades of its release, such as of what else the makers have.
    changed = set(project.sh("apt-get -s dist-upgrade | sed -En 's/^(Inst|Remv) (\\S+).*/\\2/p'", host).split())
    assert changed & {package for maker in MAKERS.values() if maker.host == host for package in maker.brings} == set()


def test_the_distributions_own_later_series_is_kept_away_by_our_hold(project: Project) -> None:
    held = ("mariadb-server", "mariadb-common", "libmariadb3")
    without = project.known(STORES, held, "-o Dir::Etc::PreferencesParts=/nowhere")
    assert [there.candidate[:7] for there in without.values()] == ["1:11.8."] * 3
    names = "mysql-server mysql-community-server mysql-community-client"
    shown = project.sh(f"apt-cache policy {names} | sed -n 's/^ \\*\\*\\* //p'", MYSQL)
    assert [line.split()[1] for line in shown.splitlines()] == ["990"] * 3
