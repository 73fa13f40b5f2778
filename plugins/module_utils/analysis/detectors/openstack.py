# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: services of OpenStack. Their libraries need servers, whose drivers whoever installs the service adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model import CONFIGURATION, DEVELOPMENT, DRIVER, HINT, LIBRARY, LIVE, SERVICE, Claim, Evidence
from ..rules.judgement import RIVAL_SERVERS
from ..rules.python import RPC_CALLS, RPC_PACKAGE, SQL_PACKAGE
from ..tree import Tree


def served(tree: Tree, places: Mapping[str, Evidence], claims: Iterable[Claim]) -> list[Claim]:
    """The claims, with those that the libraries stand for; `places` has the packages of every installation."""
    claims = list(claims)
    if SQL_PACKAGE in places:
        claims = _relational(places[SQL_PACKAGE], claims)
    if RPC_PACKAGE in places and not any(claim.engine == "rabbitmq" and claim.scope == LIVE for claim in claims):
        # Notifications are for whoever listens; calls are how the service's parts work together.
        called = any(True for _found in tree.sources((".py",), RPC_CALLS))
        claims.append(Claim("rabbitmq", places[RPC_PACKAGE], LIBRARY if called else DRIVER, choice=not called))
    return claims


def _relational(place: Evidence, claims: list[Claim]) -> list[Claim]:
    """The database server that it is tested with, where no other driver is installed."""
    spoken = [claim for claim in claims if claim.engine in RIVAL_SERVERS and claim.basis not in (SERVICE, HINT)]
    if any(claim.scope != DEVELOPMENT for claim in spoken):
        return claims
    # The file that its settings start with is for those who try it out.
    claims = [
        replace(claim, scope=DEVELOPMENT) if claim.engine == "sqlite" and claim.basis == CONFIGURATION else claim
        for claim in claims
    ]
    tested = [claim for claim in spoken if claim.basis == DRIVER]
    if tested:
        return [replace(claim, scope=LIVE) if claim in tested else claim for claim in claims]
    return [*claims, *(Claim(engine, place, DRIVER) for engine in sorted(RIVAL_SERVERS))]
