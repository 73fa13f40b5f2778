# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MySQL and MariaDB of the distribution."""

from __future__ import annotations

from .model import Server

# Both have InnoDB's system tablespace: data of either is foreign to the other.
_INITIALISED_BY = "ibdata1"

MYSQL = Server(
    engine="mysql",
    flavour="mysql",
    packages=("mysql-server", "python3-pymysql"),
    series=("mysql-server*", "mysql-client*"),
    units=("mysql",),
    processes=("mysqld",),
    data_directory="/var/lib/mysql",
    initialised_by=_INITIALISED_BY,
    version_parts=2,
    conflicts=("mariadb-server", "percona-server-server"),
    override_files=("{data_directory}/mysqld-auto.cnf",),
    initialised_on_install=True,
)

MARIADB = Server(
    engine="mysql",
    flavour="mariadb",
    packages=("mariadb-server", "python3-pymysql"),
    series=("mariadb-server*", "mariadb-client*", "mariadb-plugin-*", "mariadb-backup"),
    units=("mariadb",),
    processes=("mariadbd", "mysqld"),
    data_directory="/var/lib/mysql",
    initialised_by=_INITIALISED_BY,
    version_parts=2,
    conflicts=("mysql-server", "percona-server-server"),
    initialised_on_install=True,
)
