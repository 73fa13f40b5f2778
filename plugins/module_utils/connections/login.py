# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether databases take a user name and a password, many at once, and in plain words why not.

What a user may do is not asked: a login that is taken is enough.
"""

from __future__ import annotations

import http.client
import socket
from base64 import b64encode
from collections.abc import Callable, Sequence

from ..redis.wire import Connection, RefusedError
from . import login_drivers as drivers
from .reach import Endpoint, Login, Reached, attempt_all

#: What only a known user may ask for; InfluxDB tells everybody what stands at its root.
_HTTP = {"elasticsearch": "/", "influxdb": "/query?q=SHOW%20DATABASES"}
#: What drivers call a time-out.
_LATE = ("timed out", "timeout expired", "Timeout during", "No servers found yet")


def login_all(endpoints: Sequence[Endpoint]) -> list[Reached]:
    """Logs in at every endpoint at the same time. Each has a login, and whatever it needs is here."""
    return attempt_all(endpoints, log_in, "logging in")


def log_in(endpoint: Endpoint) -> str:
    """Why an endpoint does not take its login; empty where it does."""
    login = endpoint.login
    if login is None:
        return ""
    way = _WAYS[login.engine]
    try:
        reason = way(endpoint, login)
    except socket.timeout:
        reason = f"logging in timed out after {endpoint.timeout:g} s"
    # Drivers have errors of many kinds, and none may end the thread without an answer.
    except Exception as error:
        late = any(words in str(error) for words in _LATE)
        reason = f"logging in timed out after {endpoint.timeout:g} s" if late else f"the login failed ({told(error)})"
    return reason


def refused(login: Login, words: str = "") -> str:
    """How a login is told that the server took for wrong."""
    who = f"user '{login.username}'" if login.username else "the default user"
    return f"the login of {who} is refused" + (f" ({words})" if words else "")


def told(error: Exception) -> str:
    """An error in one line, without the number before it and the description behind it that some drivers give."""
    words = error.args[1] if len(error.args) == 2 and isinstance(error.args[0], int) else error
    return " ".join(str(words).partition(", Timeout: ")[0].split()) or type(error).__name__


def _http(endpoint: Endpoint, login: Login) -> str:
    pair = b64encode(f"{login.username}:{login.password}".encode()).decode()
    connection = http.client.HTTPConnection(endpoint.address, endpoint.port, timeout=endpoint.timeout)
    try:
        connection.request("GET", _HTTP[login.engine], headers={"Authorization": f"Basic {pair}"})
        status = connection.getresponse().status
    finally:
        connection.close()
    if status == http.client.UNAUTHORIZED:
        return refused(login)
    # Known, and not allowed to ask for that.
    fine = status in {http.client.OK, http.client.FORBIDDEN}
    return "" if fine else f"the login failed (HTTP {status})"


def _redis(endpoint: Endpoint, login: Login) -> str:
    connection = Connection((endpoint.address, endpoint.port), endpoint.timeout)
    try:
        connection.ask("AUTH", *filter(None, [login.username]), login.password)
    except RefusedError as error:
        return refused(login, told(error))
    finally:
        connection.close()
    return ""


def _driver(way: Callable[[Endpoint, Login], None]) -> Callable[[Endpoint, Login], str]:
    def attempt(endpoint: Endpoint, login: Login) -> str:
        try:
            way(endpoint, login)
        except drivers.RefusedError as error:
            return refused(login, told(error))
        return ""

    return attempt


#: How each engine is logged in to.
_WAYS: dict[str, Callable[[Endpoint, Login], str]] = {
    "elasticsearch": _http,
    "influxdb": _http,
    "redis": _redis,
    "postgresql": _driver(drivers.postgresql),
    "mysql": _driver(drivers.mysql),
    "mongodb": _driver(drivers.mongodb),
    "rabbitmq": _driver(drivers.rabbitmq),
}
ENGINES = tuple(_WAYS)
