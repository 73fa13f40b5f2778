# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose names a host knows, and how those of an application go: with the last ones, the server."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import Any

from ..hosts import units
from ..hosts.converge import Taker, converge
from ..hosts.files import Files, Wanted
from ..hosts.locks import one_run
from ..hosts.pending import Pending
from ..hosts.service import Service
from ..problem import Problem
from . import dns_resolver
from .dns_server import (
    CONFIG,
    DOMAINS,
    DROP_INS,
    FOLDER,
    RECORDS,
    RECORDS_FOLDER,
    SERVER,
    UNIT,
    addresses_path,
    domain_path,
    records_path,
)

_DOMAIN = re.compile(r"^local=/(.*)/$", re.MULTILINE)


def domains(folder: str = DOMAINS) -> dict[str, str]:
    """The domain of each application that has names on the host."""
    found = {}
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        own, dot, end = name.rpartition(".")
        if not dot or end != "conf" or own.startswith("."):
            continue
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as text:
            domain = _DOMAIN.search(text.read())
        found[own] = domain.group(1) if domain else ""
    return found


def taken(domain: str, own: str, found: dict[str, str]) -> list[Problem]:
    """The other applications whose domain it is: their names and new ones could not be told apart."""
    return [
        Problem(
            "maestro_domain",
            f"{domain} is the domain of {other} on this host, and one name would mean databases of two applications",
            "give this application another domain, or deploy that one without it first",
        )
        for other in found
        if domain and other != own and found[other] == domain
    ]


def server() -> Taker:
    """The server, which takes other domains over by a restart."""
    return Taker(Service(name=SERVER, unit_names=[UNIT]))


def remove(own: str, *, predict: bool, lock_timeout: float) -> dict[str, Any]:
    """Takes an application's names away, and with the last ones the server; returns a module's result.

    Raises:
        HostError: It could not be done; the next run goes on.
    """
    found = domains()
    if own not in found:
        return {"changed": False, "files": {}, "diff": []}
    # The file that says that it has names goes last.
    paths = (records_path(own), addresses_path(own), domain_path(own))
    gone = [Wanted(path=path, state="absent", notify=SERVER) for path in paths]
    if len(found) > 1:
        return converge(gone, [server()], predict=predict, lock_timeout=lock_timeout)
    resolver = dns_resolver.asking("", runs=dns_resolver.resolved())
    program = [Wanted(path=path, state="absent") for path in (f"/etc/systemd/system/{UNIT}", CONFIG)]
    files = Files([*resolver, *program, *gone])
    if predict:
        files.check(predict=True)
    else:
        with one_run(lock_timeout):
            files.check(predict=False)
            _stop()
            files.apply()
            _clear()
    return {
        "changed": True,
        "files": {change.wanted.path: change.what for change in files.changes},
        "diff": [change.diff() for change in files.changes],
    }


def _stop() -> None:
    """Stops the server; what it made for systemd-resolved goes with it."""
    if units.show([UNIT])[UNIT].exists:
        units.control("disable", "--now", "--quiet", UNIT)


def _clear() -> None:
    """What is empty now or waits for a server that is gone."""
    for name in (SERVER, RECORDS):
        Pending(name).clear()
    for folder in (DROP_INS, RECORDS_FOLDER, DOMAINS, FOLDER):
        # What somebody else put there stays.
        with suppress(OSError):
            os.rmdir(folder)
    units.control("daemon-reload")
