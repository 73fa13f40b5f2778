# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MySQL and the servers that speak its protocol."""

from __future__ import annotations

from .model import Engine, Limits

MYSQL = Engine(
    name="mysql",
    port=3306,
    scheme="mysql",
    flavours=("mysql", "mariadb", "percona"),
    # Identifier length limits of the MySQL manual; MariaDB allows users of 80 characters, the smaller holds for both.
    # A grant keeps the database's name with each underscore escaped, in the same 64 characters.
    limits=Limits(database=64, user=32, underscore=2),
    named_database=True,
    many_databases=True,
    kept_databases=("mysql", "sys", "information_schema", "performance_schema"),
    # They belong to the server or to its package; `root` is how we get in.
    kept_users=(
        "root",
        "mysql",
        "debian-sys-maint",
        "mysql.sys",
        "mysql.session",
        "mysql.infoschema",
        "mariadb.sys",
        "public",
    ),
    replicas=True,
)
