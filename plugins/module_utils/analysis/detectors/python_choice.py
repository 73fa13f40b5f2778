# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: applications whose own settings leave it to whoever deploys them which relational database they use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..model import CONFIGURATION, DRIVER, LIVE, OPTIONAL, Claim
from ..rules.services import SCHEMES
from ..scope import words

_SERVERS = frozenset({"mysql", "postgresql"})
STAND_IN = "sqlite"
#: How the evidence says that a variable decides, and that a condition does.
UNLESS = ", unless a variable says otherwise"
CONDITION = ", under a condition"


def left_open(claims: Iterable[Claim], django: bool) -> list[Claim]:
    """The claims, those for relational databases as one of several where a variable decides between them."""
    claims = list(claims)
    decided = [claim for claim in claims if _by_variable(claim)]
    # A variable for the kind of database, not for its place, is there because several are supported.
    kinds = {claim.engine for claim in decided if "://" not in claim.evidence.detail}
    # With Django, SQLite is in every new project's settings, as what a DATABASE_URL falls back to, too.
    if STAND_IN in kinds or (not django and any(claim.engine == STAND_IN for claim in decided)):
        open_ = True
    else:
        # Python reaches SQLite without a package: one is listed for an application that is run with it.
        open_ = not any(_picked(claim) for claim in claims) and any(_installed(claim) for claim in claims)
    if open_:
        # It works as it is, and whatever speaks of a server is one way among others.
        return [_one_of_several(claim) for claim in claims]
    if kinds & _SERVERS and not any(_picked(claim) for claim in claims):
        # The default's driver is installed, the other one's is an extra: both are meant to be used.
        return [replace(claim, scope=LIVE, choice=True) if _is_extra(claim) else claim for claim in claims]
    return claims


def _by_variable(claim: Claim) -> bool:
    return (
        claim.basis == CONFIGURATION
        and claim.scope == LIVE
        and not claim.choice
        and claim.default
        and claim.evidence.detail.endswith(UNLESS)
    )


def _installed(claim: Claim) -> bool:
    return claim.engine == STAND_IN and claim.basis == DRIVER and claim.scope == LIVE and not claim.choice


def _picked(claim: Claim) -> bool:
    return (
        claim.engine in _SERVERS
        and claim.basis == CONFIGURATION
        and claim.scope == LIVE
        and not (claim.choice or claim.default)
    )


def _is_extra(claim: Claim) -> bool:
    """True for a driver that comes with an extra named after the database: extras for other things bring it, too."""
    return (
        claim.engine in _SERVERS
        and claim.basis == DRIVER
        and claim.scope == OPTIONAL
        and not claim.choice
        and any(SCHEMES.get(word) == claim.engine for word in words(claim.evidence.detail.partition(" (")[2]))
    )


def _one_of_several(claim: Claim) -> Claim:
    if claim.engine not in _SERVERS or claim.scope != LIVE or claim.basis not in (CONFIGURATION, DRIVER):
        return claim
    if not (claim.basis == DRIVER or claim.choice or claim.default):
        return claim
    return replace(claim, basis=DRIVER, choice=True)
