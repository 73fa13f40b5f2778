# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL."""

from __future__ import annotations

from .model import Engine, Limits

POSTGRESQL = Engine(
    name="postgresql",
    port=5432,
    scheme="postgresql",
    flavours=("postgresql",),
    # NAMEDATALEN - 1.
    limits=Limits(database=63, user=63, reserved=("pg_",)),
    named_database=True,
    many_databases=True,
    kept_databases=("postgres", "template0", "template1"),
    # The last is how the roles are called that own databases.
    kept_users=("postgres", "public", "none", "*_owner"),
    replicas=True,
)
