# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From claims to needs. The table of verdicts says which there are and why; the code here says when each holds."""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Callable, Collection, Iterable, Mapping

from ..engines import ENGINES
from .facts import Facts, gather
from .model import (
    CONFIGURATION,
    DEVELOPMENT,
    DRIVER,
    HINT,
    LIBRARY,
    LIVE,
    OPTIONAL,
    SERVICE,
    Broker,
    Claim,
    Evidence,
    Findings,
    Need,
    Variants,
    weightiest_first,
)
from .rivals import Judged, as_one_of, judge_rivals, not_live
from .rules.judgement import BY_LIBRARY, RELATIONAL, RELAYS, RIVAL_SERVERS, SINKS, STAND_IN, STORES, UNSPOKEN, VERDICTS
from .rules.platforms import CODE
from .scope import narrower
from .siblings import in_connector, siblings, without_need

Places = dict[str, list[tuple[str, Evidence]]]

#: An engine that no other can replace: a cache, a queue, a search store, a document store. The first that holds counts.
ALONE: tuple[tuple[str, Callable[[Facts], bool]], ...] = (
    # Its documentation says so, and neither its own settings nor a library say otherwise.
    ("asked", lambda facts: facts.spared and not facts.picked and not facts.has(LIBRARY, firm=True)),
    # Its own settings name a default, and those who wrote the code run it without the engine.
    ("unrun", lambda facts: facts.has(CONFIGURATION) and not facts.picked and facts.gone_without),
    # Its own settings name at most a default, and who runs the application as its files do has to ask for the engine.
    ("unrun", lambda facts: facts.profiled and not facts.picked and not facts.has(LIBRARY, firm=True)),
    # Its own settings name it without a condition.
    ("picked", lambda facts: facts.has(CONFIGURATION, firm=True)),
    # Nothing asks for it, and those who wrote the code run it without the engine.
    ("unrun", lambda facts: facts.unrun),
    ("library", lambda facts: facts.has(LIBRARY, firm=True)),
    # A condition that those who wrote it meet wherever they run the application. One file shows what can be had, and is
    # enough for a library. A cache that forgets all is never missed by code that asks for it.
    (
        "run",
        lambda facts: (
            facts.conditional
            and facts.engine not in BY_LIBRARY
            and (facts.everywhere or (facts.run and facts.has(LIBRARY) and not facts.shunned))
        ),
    ),
    # A condition, or a place among plug-ins, outweighs a driver that is always installed.
    ("asked", lambda facts: facts.plugin or facts.has(CONFIGURATION)),
    ("unnamed", lambda facts: facts.unnamed and facts.has(DRIVER, firm=True)),
    ("driver", lambda facts: facts.has(DRIVER, firm=True)),
    # All drivers are under a condition, and what runs it serves developers.
    ("asked", lambda facts: facts.conditional),
    # Its driver comes with an extra, so the application runs without it, though a deployment file shows all there is.
    ("extra", lambda facts: facts.only_extra or (facts.offered and facts.engine in BY_LIBRARY)),
    # No driver is known, yet it is run: many stores are reached over plain HTTP.
    (
        "service",
        lambda facts: (
            not facts.outspoken and (facts.run if facts.code and facts.engine in BY_LIBRARY else facts.served)
        ),
    ),
    # No code that we can read: an example of the settings is all there is.
    ("told", lambda facts: not facts.code and facts.has(HINT, firm=True)),
    ("asked", lambda facts: True),
)


def judge(findings: Findings) -> list[Need]:
    """One need for each engine that was claimed, in the order of all lists."""
    deployed = {place for deployment in findings.deployments for place in deployment.places}
    claims = _tried([_weighed(claim) for claim in findings.claims], deployed)
    claims += _set_up(claims, findings.variants)
    twins = siblings(claims)
    claims = [without_need(claim, twins) for claim in claims]
    known = gather(dataclasses.replace(findings, claims=claims + _written(claims, findings.variants)))
    rivals = set(RELATIONAL) | {engine for group in twins for engine in group & STORES if len(group & STORES) > 1}
    for variants in findings.variants:
        alike = {engine for engine in variants.engines if engine in known and known[engine].seen}
        if len(alike) > 1:
            rivals |= alike
    verdicts: dict[str, Judged] = {}
    verdicts.update(
        judge_rivals(
            {engine: known[engine] for engine in known if engine in rivals},
            known,
            [variants.engines for variants in findings.variants if not (variants.tested or variants.documented)],
            next((variants.engines for variants in findings.variants if variants.tested), frozenset()),
            next((variants.engines for variants in findings.variants if variants.documented), frozenset()),
        )
    )
    for engine, facts in known.items():
        if engine not in verdicts:
            verdicts[engine] = (_judge_alone(facts), ())
    verdicts.update(_joined(verdicts, known))
    shown = [claim for claim in claims if claim.basis in (SERVICE, HINT)]
    run = {claim.engine for claim in shown if not (claim.choice or claim.default)}
    for engine in (SINKS - run) | (RELAYS - {claim.engine for claim in shown} if shown else set()):
        if engine in verdicts and verdicts[engine][0] == "driver" and _has_store(verdicts):
            verdicts[engine] = ("asked", ())
    evidence = {engine: _evidence(facts) for engine, facts in known.items()}
    for broker in findings.brokers:
        _judge_broker(broker, known, verdicts, evidence)
    for engine, place in [*findings.plugins.items(), *findings.spared.items()]:
        if engine in verdicts and verdicts[engine][0] == "asked":
            evidence[engine].append((LIVE, place))
    for variants in findings.variants:
        for engine in variants.engines & set(verdicts):
            if verdicts[engine][0] == "one_of":
                evidence[engine].append((LIVE, variants.evidence))
    return [
        _need(engine, *verdicts[engine], known, evidence[engine])
        for engine in ENGINES
        if engine in verdicts and verdicts[engine][0]
    ]


def _weighed(claim: Claim) -> Claim:
    """A package of a connector is a matter of choice, whatever the manifest says; so is what its code connects to."""
    code = claim.basis == CONFIGURATION and claim.evidence.path.endswith(CODE)
    if not (code or claim.basis in (DRIVER, LIBRARY)) or not in_connector(claim.evidence.path):
        return claim
    return dataclasses.replace(claim, choice=True, scope=narrower(claim.scope, OPTIONAL))


def _tried(claims: list[Claim], deployed: Collection[str]) -> list[Claim]:
    """The claims, without need for what a file runs that has several rivals and is there to choose from.

    So it is where no code picks one of them, and where the file runs servers alone.
    """
    spoken = {claim.engine for claim in claims if claim.basis not in (SERVICE, HINT) and claim.scope != DEVELOPMENT}
    spoken -= _exchangeable(claims)
    run: dict[str, set[str]] = {}
    for claim in claims:
        path = claim.evidence.path
        firm = claim.basis == SERVICE and claim.scope == LIVE and not claim.choice
        # Other files that run services are written for one application, and ask for what it uses.
        firm = firm and "compose" in posixpath.basename(path)
        if firm and claim.engine in (RIVAL_SERVERS - spoken if path in deployed else RIVAL_SERVERS):
            run.setdefault(path, set()).add(claim.engine)
    paths = {path for path, engines in run.items() if len(engines) > 1}
    return [
        dataclasses.replace(claim, choice=True) if claim.basis == SERVICE and claim.evidence.path in paths else claim
        for claim in claims
    ]


def _exchangeable(claims: list[Claim]) -> set[str]:
    """Rivals whose drivers are installed side by side, and of which nothing says more."""
    folders: dict[str, set[str]] = {}
    for claim in claims:
        if claim.engine in RIVAL_SERVERS and claim.basis not in (SERVICE, HINT) and claim.scope != DEVELOPMENT:
            if claim.basis != DRIVER or claim.scope != LIVE:
                return set()
            folders.setdefault(claim.engine, set()).add(posixpath.dirname(claim.evidence.path))
    return set(folders) if len(folders) > 1 and set.intersection(*folders.values()) else set()


def _set_up(claims: list[Claim], variants: Iterable[Variants]) -> list[Claim]:
    """Servers that there are schemas for, where no code picks one: the driver is brought by whoever deploys it."""
    spoken = [claim for claim in claims if claim.engine in RELATIONAL and claim.basis not in (SERVICE, HINT)]
    if any(claim.basis != CONFIGURATION or not claim.default for claim in spoken):
        return []
    named = {claim.engine for claim in spoken}
    found = next((item for item in variants if item.schema and named <= item.engines), None)
    engines = found.engines - named if found else ()
    return [Claim(engine, found.evidence, DRIVER, choice=True) for engine in sorted(engines)] if found else []


def _written(claims: list[Claim], variants: Iterable[Variants]) -> list[Claim]:
    """Servers that the documentation of an application with a database names, and of which nothing else speaks."""
    engines = {claim.engine for claim in claims}
    return [
        Claim(engine, item.evidence, HINT, DEVELOPMENT)
        for item in variants
        if item.documented and engines & RELATIONAL
        for engine in sorted(item.engines - engines)
    ]


def _evidence(facts: Facts) -> list[tuple[str, Evidence]]:
    """Where the claims stand. Hints only show where there is nothing better."""
    shown = [claim for claim in facts.claims if claim.basis != HINT] or facts.claims
    return [(claim.scope, claim.evidence) for claim in shown]


def _judge_alone(facts: Facts) -> str:
    if not facts.seen:
        return not_live(facts)
    return next(verdict for verdict, holds in ALONE if holds(facts))


def _judge_broker(broker: Broker, known: Mapping[str, Facts], verdicts: dict[str, Judged], evidence: Places) -> None:
    """A library that needs one of several engines: the one that the application already has, or one to be chosen."""
    needs = {engine: VERDICTS[verdicts[engine][0]].need for engine in broker.engines if _judged(engine, verdicts)}
    if "required" in needs.values():
        return
    present = [engine for engine in broker.engines if engine in known and _speaks(known[engine])]
    if present and all(verdicts[engine][0] == "unrun" for engine in present):
        # Jobs are queued only where somebody sets that up.
        return
    run = [engine for engine in present if known[engine].served]
    # Settings that know both say less than the client that is installed.
    installed = [engine for engine in present if known[engine].has(DRIVER, firm=True)]
    present = next((found for found in (run, installed) if len(found) == 1), present)
    if broker.elsewhere and len(present) != 1:
        return
    for engine in present if len(present) == 1 else broker.engines:
        others = tuple(other for other in broker.engines if other != engine)
        verdicts[engine] = ("library", ()) if len(present) == 1 else ("broker", others)
        evidence.setdefault(engine, []).append((LIVE, broker.evidence))


def _joined(verdicts: Mapping[str, Judged], known: Mapping[str, Facts]) -> dict[str, Judged]:
    """A store beside relational servers of which any will do, as one more to choose from, unless settings pick it.

    Who leaves the database to his users does not ask them for a second one in the same part of the code.
    """
    offered = {engine for engine in RELATIONAL if engine in verdicts and verdicts[engine][0] == "one_of"}
    if not offered >= RIVAL_SERVERS:
        return {}
    paths = {path for engine in offered for path, _scope in known[engine].manifests}
    joined = {
        engine
        for engine in STORES - RELATIONAL
        if engine in verdicts
        and verdicts[engine][0] in UNSPOKEN
        and any(path in paths for path, _scope in known[engine].manifests)
    }
    return as_one_of(offered | joined) if joined else {}


def _has_store(verdicts: Mapping[str, Judged]) -> bool:
    """True where the application keeps its data in another engine."""
    return any(
        VERDICTS[verdicts[engine][0]].need in ("required", "one_of")
        for engine in STORES | {STAND_IN}
        if _judged(engine, verdicts)
    )


def _speaks(facts: Facts) -> bool:
    """True where something leans to the engine.

    A driver under a condition may serve another part, and a file that runs it for those who ask shows what can be had.
    """
    return any(claim.basis in (CONFIGURATION, HINT) or not claim.choice for claim in facts.live)


def _judged(engine: str, verdicts: Mapping[str, Judged]) -> bool:
    return engine in verdicts and bool(verdicts[engine][0])


def _need(
    engine: str,
    verdict: str,
    alternatives: tuple[str, ...],
    known: Mapping[str, Facts],
    evidence: list[tuple[str, Evidence]],
) -> Need:
    own = known[engine].claims if engine in known else ()
    pointing = [claim for claim in own if claim.scope == LIVE and claim.basis == CONFIGURATION]
    # One database of several that is hosted leaves the others to be deployed.
    external = bool(pointing) and all(claim.external for claim in pointing)
    hints = sorted((claim for claim in own if claim.basis in (SERVICE, HINT)), key=_hint_order)
    return Need(
        engine=engine,
        need=VERDICTS[verdict].need,
        reason=VERDICTS[verdict].reason,
        alternatives=alternatives,
        evidence=weightiest_first(evidence),
        preferred=bool(alternatives) and engine == _preferred([engine, *alternatives], known),
        version_hint=next((claim.version_hint for claim in hints if claim.version_hint), ""),
        flavour_hint=next((claim.flavour_hint for claim in hints if claim.flavour_hint), ""),
        external=external,
        address=next((claim.address for claim in pointing if claim.address), "") if external else "",
    )


def _preferred(engines: Iterable[str], known: Mapping[str, Facts]) -> str:
    """The one that the code leans to: its default, what is run beside it, what its examples name, a server."""

    def order(engine: str) -> tuple[bool, bool, bool, bool, int]:
        facts = known.get(engine)
        return (
            engine == STAND_IN,
            not (facts and facts.has(CONFIGURATION)),
            not (facts and facts.served),
            not (facts and facts.has(HINT, firm=True)),
            list(ENGINES).index(engine),
        )

    return min(engines, key=order)


def _hint_order(claim: Claim) -> tuple[bool, bool, bool, str, int]:
    return (
        claim.scope == DEVELOPMENT,
        claim.basis == HINT,
        claim.choice,
        claim.evidence.path,
        claim.evidence.line,
    )
