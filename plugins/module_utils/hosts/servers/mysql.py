# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MySQL and MariaDB of the distribution, or of their makers where a version is pinned that it lacks; Percona Server.

Keys: of MySQL as its manual names it ("Signature Checking Using GnuPG"), of MariaDB as its maker's container image of
version 11.8 does, of Percona as it lies in its maker's repository percona-repositories, file rpm/PERCONA-PACKAGING-KEY.
"""

from __future__ import annotations

from dataclasses import replace

from ..repository import Repository
from .model import Server

# Both have InnoDB's system tablespace: data of either is foreign to the other.
_INITIALISED_BY = "ibdata1"

MYSQL = Server(
    engine="mysql",
    flavour="mysql",
    # The last is for its log of errors, which is a file; MariaDB's is the journal.
    packages=("mysql-server", "python3-pymysql", "logrotate"),
    # The distribution's names, and the maker's.
    series=("mysql-server*", "mysql-client*", "mysql-community-server*", "mysql-community-client*"),
    units=("mysql",),
    processes=("mysqld",),
    data_directory="/var/lib/mysql",
    initialised_by=_INITIALISED_BY,
    # The performance schema alone takes some 200 MiB.
    least_memory_mb=512,
    least_disk_mb=512,
    version_parts=2,
    conflicts=("mariadb-server", "percona-server-server"),
    override_files=("{data_directory}/mysqld-auto.cnf",),
    initialised_on_install=True,
    pinned_repository=Repository(
        uri="https://repo.mysql.com/apt/{id}",
        suite="{codename}",
        components=("{series}",),
        key_url="https://repo.mysql.com/RPM-GPG-KEY-mysql-2025",
        origin="MySQL",
        packages=("mysql-*", "libmysqlclient*"),
        fingerprint="BCA43417C3B485DD128EC6D4B7B3B788A8D3785C",
        series={"8.0": "mysql-8.0", "8.4": "mysql-8.4-lts", "9.7": "mysql-9.7-lts"},
    ),
)

MARIADB = Server(
    engine="mysql",
    flavour="mariadb",
    packages=("mariadb-server", "python3-pymysql"),
    # Beside a maker's earlier series, the distribution offers its own of each.
    series=(
        "mariadb-server*",
        "mariadb-client*",
        "mariadb-plugin-*",
        "mariadb-backup",
        "mariadb-common",
        "libmariadb3",
    ),
    units=("mariadb",),
    processes=("mariadbd", "mysqld"),
    data_directory="/var/lib/mysql",
    initialised_by=_INITIALISED_BY,
    least_memory_mb=256,
    least_disk_mb=256,
    version_parts=2,
    conflicts=("mysql-server", "percona-server-server"),
    initialised_on_install=True,
    pinned_repository=Repository(
        uri="https://deb.mariadb.org/{version}/{id}",
        suite="{codename}",
        key_url="https://mariadb.org/mariadb_release_signing_key.pgp",
        origin="MariaDB",
        packages=("mariadb-*", "libmariadb*", "galera-4", "mysql-common"),
        fingerprint="177F4010FE56CA3336300305F1656F24C74CD1D8",
        # Those with long maintenance.
        series={version: version for version in ("10.6", "10.11", "11.4", "11.8", "12.3")},
    ),
)

# Untested: nothing that the tests reach has its packages. In no distribution; otherwise it is as MySQL.
PERCONA = replace(
    MYSQL,
    flavour="percona",
    packages=("percona-server-server", "python3-pymysql", "logrotate"),
    series=("percona-server-*",),
    conflicts=("mysql-server", "mariadb-server"),
    pinned_repository=None,
    default_version="8.4",
    repository=Repository(
        uri="https://repo.percona.com/{series}/apt",
        suite="{codename}",
        key_url="https://repo.percona.com/yum/PERCONA-PACKAGING-KEY",
        # By its host: the maker does not document the origin.
        origin="",
        packages=("percona-server-*", "percona-mysql-*", "libperconaserverclient*"),
        fingerprint="4D1BB29D63D98E422B2113B19334A25F8507EFA5",
        series={"8.0": "ps-80", "8.4": "ps-84-lts", "9.7": "ps-97-lts"},
    ),
)
