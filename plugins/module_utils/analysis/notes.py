# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user should know beside the needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .model import CONFIGURATION, LIVE, Findings, Need

#: What to put in SQLite's place, by language.
_INSTEAD = {
    "ruby": "put the gem pg or mysql2 and its adapter in config/database.yml in its place",
    "python": "install psycopg or mysqlclient and set the matching ENGINE in its place",
    "node": "install pg or mysql2 and connect to it in its place",
}
_INSTEAD_OTHERWISE = "use PostgreSQL or MySQL in its place"


def notes(findings: Findings, needs: Iterable[Need]) -> Iterator[str]:
    """Warnings that follow from the needs, in their order."""
    for need in needs:
        place = str(need.evidence[0]) if need.evidence else "the code"
        if need.engine == "sqlite" and need.need == "required":
            mend = next((_INSTEAD[name] for name in findings.languages if name in _INSTEAD), _INSTEAD_OTHERWISE)
            yield f"{place}: SQLite is for development only and is never deployed; {mend}, commit, and analyse again"
        elif need.engine == "sqlite" and need.need == "one_of":
            yield f"{place}: SQLite is never deployed; choose {' or '.join(need.alternatives)} in its place"
        elif need.engine == "memcached" and need.need == "required":
            yield f"{place}: Memcached is not managed; use redis in its place, or run it as a service of the cluster"
        if need.need in ("required", "one_of"):
            yield from _hosted(findings, need)


def _hosted(findings: Findings, need: Need) -> Iterator[str]:
    pointing = [
        claim for claim in findings.claims if claim.engine == need.engine and claim.scope == LIVE and claim.external
    ]
    if not pointing:
        return
    place, where = pointing[0].evidence, pointing[0].address or "a URL"
    if not need.external and any(claim.basis == CONFIGURATION for claim in pointing):
        yield f"{place}: one {need.engine} database is hosted elsewhere ({where}), another is not; declare both groups"
    elif not need.address:
        yield (
            f"{place}: the {need.engine} connection comes as a URL, so the database is taken to be hosted elsewhere; "
            "declare deployment dedicated or local where it is to be deployed"
        )
