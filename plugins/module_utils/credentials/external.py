# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins of databases that are hosted elsewhere: they are tried before a deployment and stand in no store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..declaration.model import EXTERNAL
from ..engines import ENGINES
from .entries import key

#: The one account that such a group has; its database is the application's.
KIND = "application"
#: Has a default user, so that a password is enough.
NAMELESS = "redis"


def keys(plan: Mapping[str, Any]) -> list[str]:
    """By what name each external group's login is given, where its engine has logins."""
    return [
        key(group["engine"], group["group"], KIND)
        for group in plan["groups"]
        if group.get("deployment") == EXTERNAL and KIND in ENGINES[group["engine"]].accounts
    ]


def faults(target: str, entry: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What a login lacks, and the mend: nothing is made for a database that somebody else runs."""
    needed = ("password",) if target.startswith(f"{NAMELESS}/") else ("username", "password")
    lacking = [field for field in needed if field not in entry]
    if lacking:
        yield f"its database is external and it has no {' and no '.join(lacking)}", "give both, or leave it out"


def login_of(group: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, str]:
    """What logs in to an external group; empty where nothing was given for it.

    Args:
        group: The group.
        given: The user's credentials, which were looked at before.
    """
    whole = key(group["engine"], group["group"], KIND)
    names = (whole, whole.rpartition("/")[0], group["engine"])
    entry = next((given[name] for name in names if name in given), None)
    if not entry or KIND not in ENGINES[group["engine"]].accounts:
        return {}
    return {**entry, "engine": group["engine"], "database": group["database"]}
