# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes URLs and host names apart, and never hands on what is secret in them."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

#: A URL's scheme and what follows up to a space or quote.
_URL = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\s]*)")
_HOST = re.compile(r"\[?([0-9A-Za-z_.:-]+?)\]?(?::\d+)?")
_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*")
#: Names that never lead out of the house: reserved or used inside private networks.
_INNER_DOMAINS = frozenset(
    "local localhost localdomain internal intranet lan home test example invalid svc docker".split()
)
#: ... or the names of containers: `shop.devstack.mysql80`.
_CONTAINERS = frozenset(
    "mysql mariadb postgres postgresql mongo mongodb redis elasticsearch rabbitmq memcached db".split()
)


@dataclass(frozen=True)
class Url:
    """Scheme and host of a URL; user, password and path are dropped on purpose."""

    scheme: str
    host: str


def parse_url(text: str) -> Url | None:
    """Scheme and host of a text that is a URL, otherwise None. The host is empty where the URL has none."""
    found = _URL.match(text.strip())
    if not found:
        return None
    authority = found.group(2).rpartition("@")[2].split(",")[0]
    host = _HOST.fullmatch(authority)
    return Url(found.group(1).lower(), host.group(1).lower() if host else "")


def is_hosted(host: str) -> bool:
    """True for an address that somebody else runs: a public DNS name or a public IP address."""
    host = host.strip().strip("[]").lower().rstrip(".")
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    if "." not in host or not _NAME.fullmatch(host):
        return False
    last = host.rpartition(".")[2]
    # A last part of digits is a mistyped address, no domain.
    return last not in _INNER_DOMAINS and not last.isdigit() and last.rstrip("0123456789") not in _CONTAINERS
