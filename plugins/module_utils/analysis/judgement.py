# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From claims to needs. The table says which verdicts there are and why; the functions below say when each holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..engines import ENGINES
from .model import (
    CONFIGURATION,
    DEVELOPMENT,
    DRIVER,
    LIBRARY,
    LIVE,
    OPTIONAL,
    SERVICE,
    Broker,
    Claim,
    Evidence,
    Findings,
    Need,
    weightiest_first,
)


@dataclass(frozen=True)
class Verdict:
    """A need and its reason, as the user reads it."""

    need: str
    reason: str


#: Every verdict there is.
VERDICTS = {
    "picked": Verdict("required", "the application's configuration picks it"),
    "library": Verdict("required", "a library of the application cannot work without it"),
    "driver": Verdict("required", "the application depends on a driver for it"),
    "lone": Verdict("required", "it is the only database server that the application has a driver for"),
    "service": Verdict("required", "the Compose file runs it beside the application"),
    "one_of": Verdict("one_of", "the application can use any of these and picks none"),
    "broker": Verdict("one_of", "the application queues jobs and needs one of these as its broker"),
    "asked": Verdict("optional", "the application also runs without it"),
    "passed": Verdict("optional", "the application has a driver for it, but its configuration picks another database"),
    "beside": Verdict("optional", "a Compose file runs it, but the application has no driver for it"),
    "extra": Verdict("optional", "an optional part of the application brings it"),
    "stand_in": Verdict("optional", "it stands in where no database server is set up"),
    "elsewhere": Verdict("development", "it is only in groups or files for development, tests or another environment"),
}

#: Engines that an application usually has one of: they compete, the others add up.
RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})
#: Key of a verdict, and the engines that can take its place.
Judged = tuple[str, tuple[str, ...]]

#: Never a server: it gives way to one.
STAND_IN = "sqlite"


def judge(findings: Findings) -> list[Need]:
    """One need for each engine that was claimed, in the order of all lists."""
    claims: dict[str, list[Claim]] = {}
    for claim in findings.claims:
        claims.setdefault(claim.engine, []).append(claim)
    rivals = set(RELATIONAL)
    for variants in findings.variants:
        alike = {engine for engine in variants.engines if _has(claims.get(engine, []), LIVE)}
        if len(alike) > 1:
            rivals |= alike
    verdicts: dict[str, Judged] = {}
    verdicts.update(
        _judge_rivals({engine: claims[engine] for engine in rivals if engine in claims}, bool(findings.languages))
    )
    for engine, own in claims.items():
        if engine not in verdicts:
            verdicts[engine] = (_judge_alone(own, engine in findings.plugins), ())
    evidence = {engine: [(claim.scope, claim.evidence) for claim in own] for engine, own in claims.items()}
    for broker in findings.brokers:
        _judge_broker(broker, claims, verdicts, evidence)
    for engine, place in findings.plugins.items():
        if engine in verdicts and verdicts[engine][0] == "asked":
            evidence[engine].append((LIVE, place))
    for variants in findings.variants:
        for engine in variants.engines & set(verdicts):
            if verdicts[engine][0] == "one_of":
                evidence[engine].append((LIVE, variants.evidence))
    return [_need(engine, *verdicts[engine], claims, evidence[engine]) for engine in ENGINES if engine in verdicts]


def _judge_broker(
    broker: Broker,
    claims: dict[str, list[Claim]],
    verdicts: dict[str, Judged],
    evidence: dict[str, list[tuple[str, Evidence]]],
) -> None:
    """A library that needs one of several engines: the one that the application already has, or one to be chosen."""
    if any(VERDICTS[verdicts[engine][0]].need == "required" for engine in broker.engines if engine in verdicts):
        return
    present = [engine for engine in broker.engines if _has(claims.get(engine, []), LIVE)]
    if broker.elsewhere and len(present) != 1:
        return
    for engine in present if len(present) == 1 else broker.engines:
        others = tuple(other for other in broker.engines if other != engine)
        verdicts[engine] = ("library", ()) if len(present) == 1 else ("broker", others)
        evidence.setdefault(engine, []).append((LIVE, broker.evidence))


def _judge_alone(claims: list[Claim], plugin: bool) -> str:
    """An engine that no other can replace: a cache, a queue, a search store, a document store."""
    if not _has(claims, LIVE):
        return _not_live(claims)
    for basis, verdict in ((CONFIGURATION, "picked"), (LIBRARY, "library")):
        if any(claim.basis == basis and not claim.choice for claim in _live(claims)):
            return verdict
    # What is used only under a condition, or as one plug-in of several, outweighs a driver that is always installed.
    if plugin or any(claim.basis == CONFIGURATION for claim in _live(claims)):
        return "asked"
    for basis, verdict in ((DRIVER, "driver"), (SERVICE, "service")):
        if any(claim.basis == basis and not claim.choice for claim in _live(claims)):
            return verdict
    return "asked"


def _judge_rivals(claims: dict[str, list[Claim]], code: bool) -> dict[str, Judged]:
    """Engines of which an application uses one: what is picked wins, what is left open stays open."""
    live = {engine: _live(own) for engine, own in claims.items() if _has(own, LIVE)}
    picked = {
        engine for engine, own in live.items() if any(_firm(claim) for claim in own if claim.basis == CONFIGURATION)
    }
    needed = {
        engine for engine, own in live.items() if any(claim.basis == LIBRARY and not claim.choice for claim in own)
    }
    if picked - {STAND_IN}:
        return _settled(claims, dict.fromkeys(picked, "picked") | dict.fromkeys(needed - picked, "library"))
    if picked:
        return _settled(claims, {STAND_IN: "picked"} | dict.fromkeys(needed, "library"))
    if needed:
        return _settled(claims, dict.fromkeys(needed, "library"))

    candidates = {engine for engine, own in live.items() if any(claim.basis != SERVICE for claim in own)}
    extras = {engine for engine, own in claims.items() if any(_is_extra(claim) for claim in own)}
    installed = any(claim.basis == DRIVER for engine in candidates - {STAND_IN} for claim in live[engine])
    if not installed and (candidates or len(extras - {STAND_IN}) > 1):
        # Drivers that come as extras, and no other: one of them has to be asked for.
        candidates |= extras
    servers = candidates - {STAND_IN}
    if not servers:
        return _judge_services(claims, live, candidates, code)
    if len(servers) > 1:
        return _open(claims, candidates)
    server = next(iter(servers))
    own = live.get(server, [])
    if STAND_IN in candidates and not any(claim.basis == CONFIGURATION or not claim.choice for claim in own):
        return _open(claims, candidates)
    picked_by_default = any(claim.basis == CONFIGURATION for claim in own)
    verdict = "picked" if picked_by_default else "lone" if len(claims) > 1 else "driver"
    return _settled(claims, {server: verdict})


def _judge_services(
    claims: dict[str, list[Claim]], live: dict[str, list[Claim]], candidates: set[str], code: bool
) -> dict[str, Judged]:
    """The code names no server, so what somebody runs beside it is the best that is known."""
    run = {engine: own for engine, own in live.items() if engine not in candidates}
    firm = {engine for engine, own in run.items() if not all(claim.choice for claim in own)}
    if firm:
        return _settled(claims, dict.fromkeys(firm, "service"))
    if STAND_IN in candidates:
        return _settled(claims, {STAND_IN: "driver"})
    if code or len(run) < 2:
        return _settled(claims, {})
    return _open(claims, set(run))


def _settled(claims: dict[str, list[Claim]], chosen: dict[str, str]) -> dict[str, Judged]:
    """The chosen ones, and what the others are beside them."""
    result: dict[str, Judged] = {}
    for engine, own in claims.items():
        if engine in chosen:
            verdict = chosen[engine]
        elif not _has(own, LIVE):
            verdict = _not_live(own)
        elif engine == STAND_IN:
            verdict = "stand_in"
        elif all(claim.basis == SERVICE for claim in _live(own)):
            verdict = "beside"
        else:
            verdict = "passed"
        result[engine] = (verdict, ())
    return result


def _open(claims: dict[str, list[Claim]], candidates: set[str]) -> dict[str, Judged]:
    result = _settled(claims, {})
    for engine in candidates:
        result[engine] = ("one_of", tuple(other for other in ENGINES if other in candidates and other != engine))
    return result


def _is_extra(claim: Claim) -> bool:
    return claim.scope == OPTIONAL and claim.basis == DRIVER


def _not_live(claims: list[Claim]) -> str:
    return "extra" if _has(claims, OPTIONAL) else "elsewhere"


def _firm(claim: Claim) -> bool:
    return not claim.choice and not claim.default


def _live(claims: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.scope == LIVE]


def _has(claims: Iterable[Claim], scope: str) -> bool:
    return any(claim.scope == scope for claim in claims)


def _need(
    engine: str,
    verdict: str,
    alternatives: tuple[str, ...],
    claims: dict[str, list[Claim]],
    evidence: list[tuple[str, Evidence]],
) -> Need:
    own = claims.get(engine, [])
    pointing = [claim for claim in _live(own) if claim.basis == CONFIGURATION]
    # One database of several that is hosted leaves the others to be deployed.
    external = bool(pointing) and all(claim.external for claim in pointing)
    hints = sorted((claim for claim in own if claim.basis == SERVICE), key=_hint_order)
    return Need(
        engine=engine,
        need=VERDICTS[verdict].need,
        reason=VERDICTS[verdict].reason,
        alternatives=alternatives,
        evidence=weightiest_first(evidence),
        preferred=bool(alternatives) and engine == _preferred([engine, *alternatives], claims),
        version_hint=next((claim.version_hint for claim in hints if claim.version_hint), ""),
        flavour_hint=next((claim.flavour_hint for claim in hints if claim.flavour_hint), ""),
        external=external,
        address=next((claim.address for claim in pointing if claim.address), "") if external else "",
    )


def _preferred(engines: Iterable[str], claims: dict[str, list[Claim]]) -> str:
    """The one that the code leans to: its default, else what is run beside it, else the first that is a server."""

    def order(engine: str) -> tuple[bool, bool, bool, int]:
        own = _live(claims.get(engine, []))
        return (
            engine == STAND_IN,
            not any(claim.basis == CONFIGURATION for claim in own),
            not any(claim.basis == SERVICE and not claim.choice for claim in own),
            list(ENGINES).index(engine),
        )

    return min(engines, key=order)


def _hint_order(claim: Claim) -> tuple[bool, bool, str, int]:
    return claim.scope == DEVELOPMENT, claim.choice, claim.evidence.path, claim.evidence.line
