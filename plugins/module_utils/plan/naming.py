# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of databases and users, within each server's limits and different for different applications."""

from __future__ import annotations

import hashlib
import re

from ..engines import Limits

#: Our own administrator in every server that has logins.
ADMIN = "maestro_admin"

#: Labels of a domain; the last one is no number, which would be an address.
DOMAIN = re.compile(r"(?=.{1,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?")

_DIGITS = 8


def slug(application: str, environment: str) -> str:
    """``shop`` in ``production`` is ``shop_production``: the name of its databases and users."""
    return re.sub(r"[^a-z0-9]+", "_", f"{application}_{environment}".lower()).strip("_")


def limited(name: str, limit: int, underscore: int = 1) -> str:
    """The name itself, or its beginning and a hash of the whole where it is longer than the limit.

    A server that cuts names by itself would give two long names with one beginning the same database.

    Args:
        name: The name.
        limit: How much room there is.
        underscore: How much of it an underscore takes.
    """

    def room(text: str) -> int:
        return len(text.encode()) + text.count("_") * (underscore - 1)

    if room(name) <= limit:
        return name
    digest = f"_{hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]}"
    beginning = name
    while room(beginning + digest) > limit:
        beginning = beginning[:-1].rstrip("_")
    return beginning + digest


def database_name(name: str, limits: Limits | None) -> str:
    """A name that the server keeps whole as a database's."""
    return limited(_free(name, limits), limits.database, limits.underscore) if limits else name


def user_name(name: str, limits: Limits | None) -> str:
    """A name that the server keeps whole as a user's."""
    return limited(_free(name, limits), limits.user) if limits else name


def _free(name: str, limits: Limits) -> str:
    """The name itself, or with a beginning of ours where the server keeps such names for itself."""
    return f"app_{name}" if name.startswith(limits.reserved) else name


def namespace(application: str, environment: str) -> str:
    """Kubernetes namespace of an application, an RFC 1123 label."""
    label = re.sub(r"[^a-z0-9]+", "-", f"{application}-{environment}".lower()).strip("-")
    return limited(label, 63).replace("_", "-")
