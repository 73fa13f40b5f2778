# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A MariaDB and a MySQL server on lab hosts, each installed by the role once a file of tests."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.play import Run

#: Flavour → host with its release. MariaDB is the older one; molecule also runs the newer.
HOSTS = {"mariadb": "mymaria:bookworm", "mysql": "mymysql:sid"}
FLAVOURS = tuple(HOSTS)

#: The packages, unit files and configuration of a host, in one number.
FINGERPRINT = (
    "{ dpkg-query -W; systemctl list-unit-files --no-legend --no-pager; "
    "find /etc /var/lib/maestro -xdev -type f ! -name '*.cache' -exec sha256sum {} + 2>/dev/null | sort; } | sha256sum"
)


@dataclass(frozen=True)
class Server:
    """One server and the runs that made it."""

    lab: Lab
    host: str
    flavour: str
    #: The role in check mode on the fresh host, then for real, then again.
    predicted: Run
    first: Run
    second: Run
    #: Fingerprint of the fresh host, before and after the prediction.
    fingerprints: tuple[str, str]

    @property
    def config(self) -> str:
        """Path of our configuration file."""
        return f"/etc/mysql/{'mysql' if self.flavour == 'mysql' else 'mariadb'}.conf.d/zz-maestro.cnf"

    def sh(self, line: str) -> str:
        """What a shell line on the host prints."""
        return self.lab.ssh(self.host, line).stdout.strip()

    def sql(self, statement: str) -> list[str]:
        """What root gets over the socket, a line a row."""
        line = f"mysql --batch --skip-column-names --execute {shlex.quote(statement)}"
        return self.lab.ssh(self.host, line).stdout.splitlines()

    def as_user(self, user: str, password: str, statement: str) -> tuple[int, str]:
        """Exit status and words of a client that logs in over TCP."""
        line = (
            f"MYSQL_PWD={shlex.quote(password)} mysql --host 127.0.0.1 --user {shlex.quote(user)} --batch"
            f" --skip-column-names --execute {shlex.quote(statement)}"
        )
        done = self.lab.ssh(self.host, line, check=False)
        return done.returncode, (done.stdout + done.stderr).strip()

    def accounts(self, arguments: Mapping[str, Any], *options: str, must_pass: bool = True) -> dict[str, Any]:
        """The module mysql_accounts."""
        return self.lab.module(self.host, "maestro.databases.mysql_accounts", arguments, *options, must_pass=must_pass)

    def role(self, variables: Mapping[str, Any] | None = None, *options: str, **more: Any) -> Run:
        """The role."""
        return play(self.lab, self.host, self.flavour, variables, *options, **more)


def play(
    lab: Lab, host: str, flavour: str, variables: Mapping[str, Any] | None = None, *options: str, **more: Any
) -> Run:
    """The role on a host, with variables that fit a lab."""
    given = {
        "mysql_flavour": flavour,
        "mysql_memory_mb": 1024,
        "mysql_owner": {"application": "shop", "environment": "test", "group": "main"},
        **(variables or {}),
    }
    plays = [{"hosts": host, "gather_facts": False, "roles": ["maestro.databases.mysql"]}]
    return lab.playbook(plays, given, *options, **more)


_servers: dict[tuple[LabFactory, str], Server] = {}


def server(lab: LabFactory, flavour: str) -> Server:
    """The server of a flavour in a file's lab, ready for use."""
    if (lab, flavour) not in _servers:
        place, host = lab(HOSTS[flavour]), HOSTS[flavour].partition(":")[0]
        # Check mode fetches no package lists, and a host without any knows no package.
        place.ssh(host, "apt-get update -qq")
        before = place.ssh(host, FINGERPRINT).stdout
        wanted = {
            "mysql_users": [{"name": "first", "password": "first-password", "grants": {"first.*": ["ALL"]}}],
            "mysql_databases": [{"name": "first"}],
        }
        predicted = play(place, host, flavour, wanted, "--check", "--diff")
        after = place.ssh(host, FINGERPRINT).stdout
        first = play(place, host, flavour, wanted, "--diff")
        second = play(place, host, flavour, wanted, "--diff")
        _servers[lab, flavour] = Server(place, host, flavour, predicted, first, second, (before, after))
    return _servers[lab, flavour]
