# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every accounts module asks of its arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..engines import ENGINES
from ..hosts.problem import HostError
from ..problem import Problem


def twice(kind: str, names: Sequence[str]) -> list[Problem]:
    """A problem for each name that stands there more than once."""
    return [
        Problem(f"{kind} '{name}'", "is named twice", "name it once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]


def kept(engine: str, dropped: Sequence[str]) -> list[Problem]:
    """A problem for each database that is to go and that the server keeps for itself."""
    return [
        Problem("absent_databases", f"'{name}' is the server's own", "leave it out")
        for name in dropped
        if name.lower() in ENGINES[engine].kept_databases
    ]


def login(given: Mapping[str, Any]) -> tuple[str, str, list[Problem]]:
    """Name and password to log in with, the first admin's where none is given; a problem where there is none."""
    name, password = given.get("login_user") or "", given.get("login_password") or ""
    if not name:
        admin = next((one for one in given["users"] if _is_admin(one)), None)
        if admin is not None:
            name, password = admin["name"], password or admin["password"]
    return name, password, [] if name and password else [NO_ADMIN]


def accepted(status: int, place: str, user: str) -> bool:
    """Whether a login by HTTP was let in.

    Args:
        status: Of the answer; 0 where there was none.
        place: Where the server is.
        user: Who logged in.

    Raises:
        HostError: The answer tells neither that the password is right nor that it is wrong.
    """
    if status in (200, 401):
        return status == 200
    told = f"answers a login of {user} by status {status}" if status else f"does not answer a login of {user}"
    raise HostError(f"{place}: the server {told}; see its log, and run again once it is well")


#: Nobody could log in, now or later.
NO_ADMIN = Problem("users", "none is an admin with a password", "add one of the kind admin: it keeps the others")


def _is_admin(user: Mapping[str, Any]) -> bool:
    return user["kind"] == "admin" and user["state"] == "present" and bool(user["password"])
