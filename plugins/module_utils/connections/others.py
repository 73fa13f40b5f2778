# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What applications may know of each other: addresses and names of databases, never a user name or a password."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Union

from ..declaration.problem import nearest
from .resolve import MissingError
from .variables import address_variables

FORMAT = 1

#: Variables that hold a user name or a password, or that would: a URL holds both.
PRIVATE = re.compile(r".*_(?:USERNAME|PASSWORD|URL(?:_INT|_EXT)?)|(?:USERNAME|PASSWORD|URL)")

#: The shared variables of an application, by its ``<application>-<environment>``; None where it was never deployed.
Read = Callable[[str], Union[Mapping[str, str], None]]


class OtherApplications:
    """The variables of the applications whose state folders are beside ours."""

    def __init__(self, read: Read, known: Callable[[], Sequence[str]]) -> None:
        """Takes how to read one and how to list all; both are asked only when needed."""
        self._read = read
        self._known = known

    def value(self, application: str, name: str) -> str:
        """An address or the name of a database.

        Raises:
            MissingError: The application or its variable is not there.
            ValueError: It would tell a user name or a password.
        """
        if PRIVATE.fullmatch(name):
            raise ValueError(
                "user names and passwords never cross applications, and a URL holds both; "
                "refer to its address and its database, and set user name and password here"
            )
        shared = self._read(application)
        if shared is None:
            known = ", ".join(self._known())
            mend = f"take one of: {known}" if known else "deploy it first"
            raise MissingError(f"no application {application} was deployed from here; {mend}, or give a default")
        if name not in shared:
            mend = nearest(name, shared) if shared else "it shares none"
            raise MissingError(f"{application} has no address or database of this name; {mend}")
        return shared[name]


def shared_variables(plan: Mapping[str, Any]) -> dict[str, str]:
    """What other applications may refer to; a database that only its own host reaches is nothing to them."""
    groups = [group for group in plan["groups"] if not is_loopback(group["address"])]
    return {variable.name: variable.value for variable in address_variables({**plan, "groups": groups})}


def is_loopback(address: str) -> bool:
    """Whether an address leads back to the host itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def shared_data(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The data of the file that holds them."""
    return {"format": FORMAT, "variables": shared_variables(plan)}


def read_shared(data: Mapping[str, Any]) -> dict[str, str]:
    """The variables of such a file.

    Raises:
        ValueError: It is of another format.
    """
    if data.get("format") != FORMAT:
        raise ValueError(f"has format {data.get('format')}, this version reads {FORMAT}")
    return {str(name): str(value) for name, value in data["variables"].items()}
