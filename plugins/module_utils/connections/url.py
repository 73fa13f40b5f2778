# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection URLs: ``<scheme>://[username[:password]@]<host>[:port][/database][?params]``."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Union
from urllib.parse import quote

from ..engines import ENGINES

Param = Union[str, int, bool]

#: A host name as resolvers take it; ``_`` is no letter of DNS but one of the names that containers have.
HOST_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?")


def connection_url(
    engine: str,
    host: str,
    database: str | None = None,
    username: str | None = None,
    password: str | None = None,
    port: int | None = None,
    params: Mapping[str, Param] | None = None,
    scheme: str | None = None,
) -> str:
    """The URL by which a client reaches a database.

    User name, password, database and parameters are percent-encoded as UTF-8; an IPv6 address gets its brackets.
    The port is written when it is given, so whoever leaves it out relies on the engine's own.
    `scheme` replaces the engine's scheme for a driver that wants another one, such as ``mysql2``.

    Raises:
        ValueError: The engine has no URL, or a part cannot stand in one. Never tells a password.
    """
    return "".join(
        (
            f"{scheme or engine_scheme(engine)}://",
            user_info(username, password),
            url_host(host),
            "" if port is None else f":{url_port(port)}",
            f"/{encode(database)}" if database else "",
            query(params or {}),
        )
    )


def engine_scheme(engine: str) -> str:
    """The scheme of an engine's URLs.

    Raises:
        ValueError: The engine is unknown or is not reached by a URL.
    """
    known = ENGINES.get(engine)
    if known is None:
        raise ValueError(f"'{engine}' is not an engine; use one of: {', '.join(ENGINES)}")
    if not known.scheme:
        raise ValueError(f"{engine} is not reached by a URL")
    return known.scheme


def user_info(username: str | None, password: str | None) -> str:
    """``username:password@``, as much of it as there is."""
    secret = f":{encode(password)}" if password else ""
    return f"{encode(username or '')}{secret}@" if username or secret else ""


def url_host(host: str) -> str:
    """A host name or an address as it stands in a URL.

    Raises:
        ValueError: It is neither.
    """
    address, _dummy, zone = host.strip("[]").partition("%")
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        if HOST_NAME.fullmatch(host):
            return host
        raise ValueError(f"'{host}' is neither a host name nor an IP address") from None
    if version == 4:
        return address
    # RFC 6874: the zone of a link-local address follows an encoded percent sign.
    return f"[{address}%25{encode(zone)}]" if zone else f"[{address}]"


def url_port(port: int) -> int:
    """The port itself.

    Raises:
        ValueError: It is no TCP port.
    """
    if not 0 < port < 65536:
        raise ValueError(f"{port} is not a port: 1 to 65535")
    return port


def query(params: Mapping[str, Param]) -> str:
    """``?name=value&…`` in the order given; empty where there is none."""
    pairs = "&".join(f"{encode(name)}={encode(param_text(value))}" for name, value in params.items())
    return f"?{pairs}" if pairs else ""


def param_text(value: Param) -> str:
    """A parameter as drivers spell it: ``true`` and not ``True``."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def encode(text: str) -> str:
    """Percent-encoding of everything but letters, digits and ``-._~``; nothing else means the same to all readers."""
    return quote(text, safe="")
