# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether TCP ports answer, many at once, and in plain words why not."""

from __future__ import annotations

import errno
import os
import queue
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Login:
    """What to log in with."""

    engine: str
    password: str = field(repr=False)
    #: Empty for the server's own default user.
    username: str = ""
    #: Empty where the engine has none, or it is not known.
    database: str = ""


@dataclass(frozen=True)
class Endpoint:
    """Where a database should answer."""

    #: What the user calls it, such as ``mongodb/default``.
    name: str
    address: str
    port: int
    #: Seconds for resolving and connecting together, and for logging in.
    timeout: float = 5.0
    login: Login | None = None


@dataclass(frozen=True)
class Reached:
    """What came of one endpoint."""

    endpoint: Endpoint
    #: Empty when it answered.
    reason: str
    seconds: float = 0.0

    def __str__(self) -> str:
        where = f"[{self.endpoint.address}]" if ":" in self.endpoint.address else self.endpoint.address
        return f"{self.endpoint.name} at {where}:{self.endpoint.port}: {self.reason or 'answers'}"


def reach_all(endpoints: Sequence[Endpoint]) -> list[Reached]:
    """Knocks at every endpoint at the same time."""
    return attempt_all(endpoints, reach, "looking up the name")


def attempt_all(endpoints: Sequence[Endpoint], attempt: Callable[[Endpoint], str], doing: str) -> list[Reached]:
    """Tries something with every endpoint at the same time, so that all together take as long as the slowest one.

    Args:
        endpoints: Where.
        attempt: Tells why it failed; empty where it did not.
        doing: What is going on where it does not end in time.
    """
    # A resolver can hang for long and cannot be interrupted: these threads end with the process.
    results: list[queue.SimpleQueue[str]] = []
    begun = time.monotonic()
    for endpoint in endpoints:
        answer: queue.SimpleQueue[str] = queue.SimpleQueue()
        results.append(answer)
        threading.Thread(target=_try, args=(attempt, endpoint, answer), daemon=True).start()
    reached = []
    for endpoint, answer in zip(endpoints, results):
        left = begun + endpoint.timeout + 0.5 - time.monotonic()
        try:
            reason, seconds = answer.get(timeout=max(left, 0.001)), time.monotonic() - begun
        except queue.Empty:
            reason, seconds = f"{doing} timed out after {endpoint.timeout:g} s", endpoint.timeout
        reached.append(Reached(endpoint, reason, round(seconds, 3)))
    return reached


def _try(attempt: Callable[[Endpoint], str], endpoint: Endpoint, answer: queue.SimpleQueue[str]) -> None:
    answer.put(attempt(endpoint))


def reach(endpoint: Endpoint) -> str:
    """Why an endpoint does not answer; empty when it does. One of its addresses is enough."""
    deadline = time.monotonic() + endpoint.timeout
    try:
        found = socket.getaddrinfo(endpoint.address, endpoint.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        return name_fault(error)
    except UnicodeError:
        return "the name is no host name"
    reasons: dict[str, None] = {}
    for family, kind, protocol, _canonical, address in found:
        reason = connect(family, kind, protocol, address, deadline - time.monotonic(), endpoint.timeout)
        if not reason:
            return ""
        reasons[reason] = None
    return ", ".join(reasons)


def connect(family: int, kind: int, protocol: int, address: tuple[object, ...], left: float, timeout: float) -> str:
    """Why one address does not answer within the seconds that are left of the time-out; empty when it does."""
    late = f"timed out after {timeout:g} s"
    if left <= 0:
        return late
    try:
        with socket.socket(family, kind, protocol) as client:
            client.settimeout(left)
            client.connect(address)
    except socket.timeout:
        return late
    except OSError as error:
        return late if error.errno == errno.ETIMEDOUT else connect_fault(error)
    return ""


def name_fault(error: socket.gaierror) -> str:
    """A fault of the resolver in words."""
    words = {
        socket.EAI_NONAME: "the name is not known",
        socket.EAI_AGAIN: "no name server answers",
        getattr(socket, "EAI_NODATA", None): "the name has no address",
    }
    return words.get(error.errno) or f"the name cannot be looked up ({error.strerror})"


def connect_fault(error: OSError) -> str:
    """A fault of connecting in words."""
    words = {
        errno.ECONNREFUSED: "connection refused",
        errno.ENETUNREACH: "network unreachable",
        errno.EHOSTUNREACH: "host unreachable",
    }
    return words.get(error.errno or 0) or os.strerror(error.errno or 0).lower()
