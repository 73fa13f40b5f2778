# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of groups and what they become in Services and in environment variables."""

from __future__ import annotations

import ipaddress
import re

#: A letter, then letters, digits, ``-`` and ``_``.
GROUP_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
#: What every server takes, and as an environment variable too.
DATABASE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
DATABASE_MEND = "use a letter, then letters, digits and '_'"
#: Would blur with the ``_SLAVE_`` variables.
RESERVED_GROUPS = frozenset({"slave", "replica"})
#: RFC 1035.
LABEL_LENGTH = 63
#: What resolvers take; ``_`` is no letter of DNS but one of the names that containers have. The last label is no
#: number, which would be a slip in an address.
HOST_NAME = re.compile(r"(?=.{1,253}$)(?:\w(?:[\w-]{0,61}\w)?\.)*(?!\d+\.?$)\w(?:[\w-]{0,61}\w)?\.?", re.ASCII)


def service_part(name: str) -> str:
    """A name as a part of a DNS label: lower case, ``_`` written as ``-``."""
    return name.lower().replace("_", "-")


def variable_part(name: str) -> str:
    """A name as a part of an environment variable: upper case, everything else than letters and digits is ``_``."""
    return re.sub(r"[^A-Z0-9]", "_", name.upper())


def address_fault(address: str) -> tuple[str, str] | None:
    """What is wrong with where a database answers, and the mend; None for an IP address or the name of a host.

    It is not repeated: somebody who writes a URL may have written a password in it.
    """
    try:
        ipaddress.ip_address(address)
    except ValueError:
        pass
    else:
        return None
    if HOST_NAME.fullmatch(address):
        return None
    if "://" in address or "@" in address:
        return "is a URL", "write its host alone, its port as 'port', and its login where the application has it from"
    if address.startswith("[") and address.endswith("]"):
        return "has brackets", "write the address without them"
    if re.fullmatch(r"(?:\[.+\]|[^:]+):\d+", address):
        return "holds a port", "write the host alone, and the port as 'port'"
    return "is neither an IP address nor the name of a host", "write it as 192.0.2.7, 2001:db8::7 or db.example.com"


def group_name_fault(engine: str, name: str) -> str | None:
    """Why a group of that engine may not have that name, or None."""
    if not GROUP_NAME.fullmatch(name):
        return "is not a group name: a letter, then letters, digits, '-' and '_'"
    if name.lower() in RESERVED_GROUPS:
        return "is reserved: it would blur with the variables of replicas"
    label = f"{engine}-{service_part(name)}"
    if len(label) > LABEL_LENGTH:
        return f"makes the Service name {label} {len(label)} characters long, {LABEL_LENGTH} are allowed"
    if label.endswith("-"):
        return f"makes the Service name {label}, which ends with '-'"
    return None
