# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redis and Valkey."""

from __future__ import annotations

from .model import Engine

REDIS = Engine(
    name="redis",
    port=6379,
    scheme="redis",
    flavours=("redis", "valkey"),
    default_database="0",
    database_names=(r"[0-9]+", "use a number: its databases have no names"),
    # What every connection is before it logs in.
    kept_users=("default",),
    replicas=True,
    sole="the rights of its users know keys and no databases, so that each application would read the other's",
)
