# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MongoDB."""

from __future__ import annotations

from .model import Engine, Limits

MONGODB = Engine(
    name="mongodb",
    port=27017,
    scheme="mongodb",
    flavours=("mongodb",),
    # Database names are shorter than 64 bytes.
    limits=Limits(database=63, user=63),
    named_database=True,
    many_databases=True,
    kept_databases=("admin", "local", "config"),
    # Who the members of a set are to each other.
    kept_users=("__system",),
    host_admin=True,
)
