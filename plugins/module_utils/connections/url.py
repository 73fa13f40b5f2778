# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection URLs: ``<scheme>://[username[:password]@]<host>[:port][/database][?params]``."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Union
from urllib.parse import quote

from .spellings import Param, Spelling, default_scheme, spelling_of

#: A host name as resolvers take it; ``_`` is no letter of DNS but one of the names that containers have.
HOST_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?")
DIGITS = re.compile(r"[0-9]{1,5}")
#: Ends a scheme whose host is looked up as SRV records, which name hosts and ports.
SRV = "+srv"
#: A part of a URL as users give it; YAML takes digits for a number.
Part = Union[str, int, None]


def connection_url(
    engine: str,
    host: str | Sequence[str],
    database: Part = None,
    username: Part = None,
    password: Part = None,
    port: int | None = None,
    params: Mapping[str, Param] | None = None,
    scheme: str | None = None,
    tls: bool = False,
    replica_set: str | None = None,
    auth_database: str | None = None,
    spelling: str = "url",
) -> str:
    """The URL by which a client reaches a database.

    User name, password, database and parameters are percent-encoded as UTF-8; an IPv6 address gets its brackets.
    The port is written when it is given, so whoever leaves it out relies on the engine's own.
    Several hosts stand in one URL where the engine's drivers take that, else there is one URL for each.
    `scheme` replaces the engine's scheme for a driver that wants another one, such as ``mysql2``.
    `params` win over what `tls`, `replica_set` and `auth_database` say.

    Raises:
        ValueError: The engine has no such URL, or a part cannot stand in one. Never tells a password.
    """
    database, username, password = part("database", database), part("username", username), part("password", password)
    scheme = scheme or default_scheme(engine, spelling)
    known = spelling_of(spelling, scheme)
    if not known.decodes:
        refuse_encoded({"database": database, "username": username, "password": password, **(params or {})}, scheme)
    account: dict[str, Param] = {}
    if spelling == "jdbc":
        # JDBC has no place in front of the host.
        account = {name: value for name, value in (("user", username), ("password", password)) if value}
    options = {
        **account,
        **(encryption(known, scheme, params or {}) if tls else {}),
        **mongodb_params(engine, database, replica_set, auth_database),
        **(params or {}),
    }
    head = f"{'jdbc:' if spelling == 'jdbc' else ''}{(tls and known.tls_scheme) or scheme}://"
    user = user_info(username, password) if spelling != "jdbc" else ""
    # Drivers of JDBC, and of MongoDB where parameters follow, want the slash that ends the hosts.
    slash = "/" if database or options or spelling == "jdbc" else ""
    tail = f"{slash}{encode(database or '')}{query(options)}"
    if port is not None and scheme.endswith(SRV):
        raise ValueError(f"'{scheme}' takes no port, its records in DNS say them; leave it out, or use 'mongodb'")
    return known.urls.join(f"{head}{user}{authority}{tail}" for authority in authorities(engine, known, host, port))


def part(name: str, given: object) -> str | None:
    """A part as text; None where it is not given.

    Raises:
        ValueError: It is neither text nor a whole number. Never tells it.
    """
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, bool) or not isinstance(given, int):
        raise ValueError(f"{name} is neither text nor a whole number; write it in quotes")
    return str(given)


def authorities(engine: str, known: Spelling, host: str | Sequence[str], port: int | None) -> list[str]:
    """What stands between the user and the database, of each URL.

    Raises:
        ValueError: There is no host, or there are several and the drivers take one only.
    """
    suffix = "" if port is None else f":{url_port(port)}"
    hosts = host if isinstance(host, Sequence) and not isinstance(host, str) else [host]
    each = [f"{url_host(one)}{suffix}" for one in hosts]
    if not each:
        raise ValueError("there is no host")
    if len(each) == 1 or known.urls:
        return each
    if not known.hosts:
        raise ValueError(f"a URL of {engine} in this spelling leads to one host, not to {len(each)}")
    return [known.hosts.join(each)]


def encryption(known: Spelling, scheme: str, given: Mapping[str, Param]) -> Mapping[str, Param]:
    """The parameters for an encrypted connection.

    Raises:
        ValueError: It is not known how that scheme says it, or the given parameters lack whom it trusts.
    """
    if not known.encrypts:
        raise ValueError(f"how '{scheme}' asks for TLS is not known; say it by params")
    if known.authority and not any(given.get(name) for name in known.authority):
        raise ValueError(
            f"the driver of '{scheme}' does not check who answers without an authority; "
            f"name its certificates by params: {' or '.join(known.authority)}"
        )
    return known.tls


def refuse_encoded(parts: Mapping[str, Param | None], scheme: str) -> None:
    """Refuses parts that need an encoding which the driver does not undo.

    Raises:
        ValueError: There are some; told by their names.
    """
    names = [name for name, part in parts.items() if part and encode(param_text(part)) != param_text(part)]
    if names:
        raise ValueError(
            f"the driver of '{scheme}' undoes no encoding, which {', '.join(names)} would need; "
            "give it to the driver outside the URL"
        )


def mongodb_params(
    engine: str, database: str | None, replica_set: str | None, auth_database: str | None
) -> dict[str, Param]:
    """MongoDB's own parameters: the replica set, and where the user lives unless that is the database itself.

    Raises:
        ValueError: Another engine was asked for them.
    """
    if engine != "mongodb" and (replica_set or auth_database):
        raise ValueError(f"replica_set and auth_database belong to mongodb, not to {engine}")
    found: dict[str, Param] = {}
    if auth_database and auth_database != database:
        found["authSource"] = auth_database
    if replica_set:
        found["replicaSet"] = replica_set
    return found


def user_info(username: str | None, password: str | None) -> str:
    """``username:password@``, as much of it as there is."""
    secret = f":{encode(password)}" if password else ""
    return f"{encode(username or '')}{secret}@" if username or secret else ""


def url_host(host: str) -> str:
    """A host name or an address as it stands in a URL.

    Raises:
        ValueError: It is neither.
    """
    if not isinstance(host, str):
        raise ValueError(f"'{host}' is neither a host name nor an IP address")
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


def url_port(port: object) -> int:
    """The port itself, which a template may have made a text.

    Raises:
        ValueError: It is no TCP port.
    """
    number = int(port) if isinstance(port, str) and DIGITS.fullmatch(port) else port
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 65536:
        raise ValueError(f"{port if port != '' else 'an empty text'} is not a port: 1 to 65535")
    return number


def query(params: Mapping[str, Param]) -> str:
    """``?name=value&…`` in the order given; empty where there is none."""
    pairs = "&".join(f"{encode(name)}={encode(param_text(value))}" for name, value in params.items())
    return f"?{pairs}" if pairs else ""


def param_text(value: Param) -> str:
    """A parameter as drivers spell it: ``true`` and not ``True``.

    Raises:
        ValueError: It is none. Never tells it.
    """
    if not isinstance(value, (str, int, float)):
        raise ValueError("a parameter is neither text, a number, true nor false; write it as one of them")
    return str(value).lower() if isinstance(value, bool) else str(value)


def encode(text: str) -> str:
    """Percent-encoding of everything but letters, digits and ``-._~``; nothing else means the same to all readers."""
    return quote(text, safe="")
