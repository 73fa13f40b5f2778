# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of a rule."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import DRIVER, LIBRARY


@dataclass(frozen=True)
class Package:
    """A package of an ecosystem tells of an engine."""

    engine: str
    #: `driver`: can talk to the engine; `library`: cannot work without it.
    basis: str
    #: True for a driver of a service that others host.
    hosted: bool = False


def drivers(**engines: str) -> dict[str, Package]:
    """A table of packages that can talk to an engine, from `engine="package package …"`."""
    return {name: Package(engine, DRIVER) for engine, names in engines.items() for name in names.split()}


def libraries(**engines: str) -> dict[str, Package]:
    """A table of packages that cannot work without an engine."""
    return {name: Package(engine, LIBRARY) for engine, names in engines.items() for name in names.split()}
