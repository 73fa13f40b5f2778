# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on its host: all that its files are made from, besides what the user sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Placed:
    """What a look at the host told of one server, and what it may count on there."""

    engine: str
    flavour: str
    #: Major version.
    version: str
    #: Unit of the server.
    unit: str
    #: TCP port of its clients.
    port: int
    data_directory: str
    #: MiB.
    memory_mb: int
    cores: int = 1
    #: Settings that somebody changed at run time, with `name`, `value` and `path`; they win over ours.
    overrides: Sequence[Mapping[str, str]] = ()


def placed(engine: Mapping[str, Any], host: Mapping[str, Any], memory_mb: int = 0, cores: int = 0) -> Placed:
    """From what `database_host_info` returned of an engine and of the host; 0 is its part of what the host has."""
    return Placed(
        engine=engine["asked"]["engine"],
        flavour=engine["flavour"],
        version=engine["version"],
        unit=engine["unit"],
        port=int(engine["asked"]["port"]),
        data_directory=engine["data_directory"],
        memory_mb=int(memory_mb) or engine["memory_mb"],
        cores=int(cores) or host["cores"],
        overrides=engine["overrides"],
    )
