# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MySQL and the servers that speak its protocol."""

from __future__ import annotations

from .model import Engine, Flavour, Limits

MYSQL = Engine(
    name="mysql",
    port=3306,
    scheme="mysql",
    flavours=(
        Flavour("mysql", ("mysql-server",), "mysql"),
        Flavour("mariadb", ("mariadb-server",), "mariadb"),
        Flavour("percona", ("percona-server-server",), "mysql"),
    ),
    # Identifier length limits of the MySQL manual; MariaDB allows users of 80 characters, the smaller holds for both.
    limits=Limits(database=64, user=32),
    named_database=True,
    replicas=True,
    installable=True,
)
