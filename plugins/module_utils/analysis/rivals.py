# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Engines of which an application uses one: what is picked wins, what is left open stays open."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping

from ..engines import ENGINES
from .facts import Facts, is_data_tool
from .model import CONFIGURATION, DEVELOPMENT, DRIVER, HINT, LIBRARY, SERVICE
from .rules.judgement import STAND_IN, STORES, VERDICTS
from .siblings import shape_of

#: Key of a verdict, and the engines that can take its place.
Judged = tuple[str, tuple[str, ...]]


def judge_rivals(
    rivals: Mapping[str, Facts],
    everything: Mapping[str, Facts],
    exchangeable: Collection[frozenset[str]] = (),
    tested: frozenset[str] = frozenset(),
    documented: frozenset[str] = frozenset(),
) -> dict[str, Judged]:
    """A verdict for each of the engines that compete; `everything` is what is known of all engines.

    `exchangeable` are groups of which the code takes one; `tested` are those that its tests are run with, one by one,
    and `documented` those of which its documentation says that any will do.
    """
    verdicts = _by_code(rivals, everything, exchangeable)
    said = {engine: verdict for engine, (verdict, _others) in verdicts.items() if verdict}
    required = {engine for engine, verdict in said.items() if VERDICTS[verdict].need == "required"}
    offered = {engine for engine, verdict in said.items() if verdict == "one_of"}
    used = any(facts.seen for facts in rivals.values())
    tested -= {engine for engine, facts in rivals.items() if facts.for_developers}
    if len(tested - {STAND_IN}) < 2:
        tested = frozenset()
    if documented and required | offered:
        tested |= documented | (required & {STAND_IN})
    bound = any(facts.has(LIBRARY, firm=True) for facts in rivals.values())
    if tested and used and not bound and len(required) < 2 and required | offered <= tested | {STAND_IN}:
        # Nobody tests with a server that the application cannot use, or writes of one, whatever its settings pick.
        return opened(rivals, tested | offered)
    return verdicts


def _by_code(
    rivals: Mapping[str, Facts], everything: Mapping[str, Facts], exchangeable: Collection[frozenset[str]]
) -> dict[str, Judged]:
    """A verdict for each of the engines, whatever the tests are run with."""
    live = {engine: facts for engine, facts in rivals.items() if facts.seen}
    picked = {engine for engine, facts in live.items() if facts.picked}
    needed = {engine for engine, facts in live.items() if facts.has(LIBRARY, firm=True)}
    variants = len(picked) > 1 and any(picked <= group for group in exchangeable)
    told = {engine for engine, facts in live.items() if facts.shown and facts.handed and facts.has(CONFIGURATION)}
    if len(told) == 1 and not any(live[engine].has(SERVICE) or live[engine].has(HINT) for engine in set(live) - told):
        # Its settings and their example name it, and each file that runs the application has it and tells it so.
        return settled(rivals, dict.fromkeys(told, "picked"))
    if variants or (STAND_IN in picked and len(picked) > 2):
        # Settings for each variant, or for every database there is: whoever deploys it uses one of them.
        return opened(rivals, picked)
    if chosen := picked - {STAND_IN}:
        library = dict.fromkeys(needed - picked, "library")
        others = {
            engine
            for engine in set(live) - picked - {STAND_IN}
            if live[engine].run and not any(_apart((live[engine], live[one])) for one in chosen)
        }
        if others and not needed:
            # Those who wrote it run it with another one than its settings name.
            return opened(rivals, chosen | others)
        if all(live[engine].gone_without for engine in chosen):
            # Settings of a part name it, and those who wrote the code run the whole with another store.
            return settled(rivals, dict.fromkeys(chosen, "unrun") | library)
        return settled(rivals, dict.fromkeys(picked, "picked") | library)
    if picked:
        return _judge_file(rivals, live, needed)
    if needed:
        return settled(rivals, dict.fromkeys(needed, "library"))

    candidates = {engine for engine, facts in live.items() if _used(facts)}
    extras = {engine for engine, facts in rivals.items() if facts.extra}
    installed = any(live[engine].has(DRIVER) for engine in candidates - {STAND_IN})
    if not installed and (candidates or len(extras - {STAND_IN}) > 1):
        # Drivers that come as extras, and no other: one of them has to be asked for.
        candidates |= extras
    shown = {engine for engine in candidates if rivals[engine].shown}
    if shown and candidates - shown == {STAND_IN} and not rivals[STAND_IN].has(HINT):
        # Both the example of its settings and the file that runs it have the server.
        return settled(rivals, dict.fromkeys(shown, "run"))
    alike = STAND_IN in candidates and len(candidates) > 1 and any(candidates <= group for group in exchangeable)
    if alike and len({rivals[engine].has(CONFIGURATION) for engine in candidates}) == 1:
        # Code or settings of the same shape for a file and for each server, and none that picks one.
        return opened(rivals, candidates)
    servers = candidates - {STAND_IN}
    if len(servers) == 1 and not any(rivals[engine].has(CONFIGURATION) for engine in servers):
        # What a usual build leaves off is an equal where a file runs it without the other one.
        candidates |= {engine for engine in extras if engine != STAND_IN and rivals[engine].instead(servers)}
        servers = candidates - {STAND_IN}
    if not servers:
        return _judge_services(rivals, live, candidates)
    run = {engine for engine in servers if rivals[engine].run}
    if len(servers) > 1:
        offered = any(servers <= group for group in exchangeable)
        if not offered and all(rivals[one].served for one in servers) and _apart([rivals[one] for one in servers]):
            # Several parts of the tree, each with a database of its own.
            return settled(rivals, dict.fromkeys(servers, "run"))
        if run and _of_other_parts([rivals[engine] for engine in servers - run], [rivals[engine] for engine in run]):
            # A part of the tree that reaches what others run, such as a tool that takes their data over.
            return settled(rivals, dict.fromkeys(servers - run, "unrun") | dict.fromkeys(run, "run"))
        # Drivers for the databases of its users say nothing of its own one, which it runs.
        return (
            settled(rivals, dict.fromkeys(run, "run"))
            if run and _serves_many(everything) and not all(rivals[engine].avoidable for engine in run)
            else opened(rivals, candidates)
        )
    return _judge_lone(next(iter(servers)), rivals, everything, exchangeable, candidates)


def _judge_file(rivals: Mapping[str, Facts], live: Mapping[str, Facts], needed: Collection[str]) -> dict[str, Judged]:
    """A verdict for each of the engines where settings pick SQLite alone."""
    if needed:
        return settled(rivals, {STAND_IN: "picked"} | dict.fromkeys(needed, "library"))
    drivers = {engine for engine in set(live) - {STAND_IN} if live[engine].has(DRIVER, firm=True)}
    if len(drivers) > 1 and _replaceable(live[STAND_IN]):
        # Nobody installs drivers for two servers for nothing.
        return opened(rivals, drivers | {STAND_IN})
    if brought := _brought(live):
        return settled(rivals, dict.fromkeys(brought, "run"))
    if run := {engine for engine in drivers if live[engine].run}:
        # Those who wrote it run it with a server; that its settings pick a file is for who has none.
        return opened(rivals, run | {STAND_IN})
    return settled(rivals, {STAND_IN: "picked"})


def _judge_lone(
    server: str,
    rivals: Mapping[str, Facts],
    everything: Mapping[str, Facts],
    exchangeable: Collection[frozenset[str]],
    candidates: set[str],
) -> dict[str, Judged]:
    """A verdict for each of the engines where the code speaks of one server alone."""
    facts = rivals[server]
    # A part of the tree that keeps a file, beside another one that has the server's driver.
    apart = STAND_IN in candidates and _apart((facts, rivals[STAND_IN]))
    firm = facts.has(CONFIGURATION) or facts.everywhere or _firm_without_service(facts)
    if STAND_IN in candidates and not (apart and facts.run) and (facts.avoidable or not firm):
        # The code takes either; that a deployment file runs the server is how somebody chose.
        return opened(rivals, candidates)
    if STAND_IN in rivals and rivals[STAND_IN].seen and facts.left_out:
        # Settings that take either, and those who wrote it run it without a server.
        return opened(rivals, {server, STAND_IN})
    if STAND_IN in candidates and facts.unrun and not apart:
        # Those who wrote it run it without a server.
        return opened(rivals, candidates)
    if facts.unrun and any(other.run for engine, other in everything.items() if engine in STORES - set(rivals)):
        # Its main data is in another store, which it runs.
        return settled(rivals, {server: "unrun"})
    partners = {engine for group in exchangeable if server in group for engine in group & set(rivals)}
    if len(partners - {STAND_IN} if facts.has(CONFIGURATION) else partners) > 1:
        # What is only the default for one of two servers is not picked.
        return opened(rivals, candidates | partners)
    if facts.unrun and facts.has(SERVICE) and any(item.main and not item.engines for item in facts.deployments):
        # The plain way to deploy it goes without, and there is a file for those who want it.
        return settled(rivals, {server: "unrun"})
    if others := {engine for engine in set(rivals) - {server, STAND_IN} if rivals[engine].handed and not facts.run}:
        # Those who wrote it run it with another one than its settings name.
        return opened(rivals, candidates | others)
    if facts.avoidable and not facts.run and (facts.left_out or not facts.has(CONFIGURATION)):
        # All code asks first whether it is wanted, and nobody who wrote it runs it beside the application.
        return settled(rivals, {server: "asked"})
    verdict = "picked" if facts.has(CONFIGURATION) else "lone" if len(rivals) > 1 else "driver"
    return settled(rivals, {server: verdict})


def settled(rivals: Mapping[str, Facts], chosen: Mapping[str, str]) -> dict[str, Judged]:
    """The chosen ones, and what the others are beside them."""
    result: dict[str, Judged] = {}
    for engine, facts in rivals.items():
        if engine in chosen:
            verdict = chosen[engine]
        elif not facts.seen:
            verdict = not_live(facts)
        elif engine == STAND_IN:
            verdict = "stand_in"
        elif not _used(facts):
            verdict = "beside"
        else:
            verdict = "passed"
        result[engine] = (verdict, ())
    return result


def opened(rivals: Mapping[str, Facts], candidates: Iterable[str]) -> dict[str, Judged]:
    """The candidates as one of several, and what the others are beside them."""
    return settled(rivals, {}) | as_one_of(set(candidates))


def as_one_of(engines: Collection[str]) -> dict[str, Judged]:
    """The engines as one of several."""
    return {
        engine: ("one_of", tuple(other for other in ENGINES if other in engines and other != engine))
        for engine in engines
    }


def not_live(facts: Facts) -> str:
    """The verdict on an engine that is not for the analysed environment; none where examples alone hint at it."""
    if all(claim.basis == HINT for claim in facts.claims) and facts.code:
        # What a pipeline runs is there for its tests, whatever the code says.
        run = any(claim.scope == DEVELOPMENT and claim.evidence.kind == "service" for claim in facts.claims)
        return "elsewhere" if run else ""
    return "extra" if facts.optional else "elsewhere"


def _judge_services(rivals: Mapping[str, Facts], live: Mapping[str, Facts], candidates: set[str]) -> dict[str, Judged]:
    """The code names no server, so what somebody runs beside it is the best that is known."""
    run = {engine: facts for engine, facts in live.items() if engine not in candidates}
    firm = {engine for engine, facts in run.items() if facts.served}
    if firm and STAND_IN in candidates and rivals[STAND_IN].has(CONFIGURATION, firm=True):
        # Its own settings go without a server; that a deployment file runs one is how somebody chose.
        return opened(rivals, firm | {STAND_IN})
    firm = {engine for engine in firm if not run[engine].outspoken or run[engine].everywhere or run[engine].extra}
    if len(firm) == 1 and (beside := _side_by_side(next(iter(firm)), rivals)):
        # A part such as one that prepares the database has the drivers for this one and others.
        return opened(rivals, firm | beside)
    if firm:
        return settled(rivals, dict.fromkeys(firm, "service"))
    if STAND_IN in candidates:
        return settled(rivals, {STAND_IN: "driver"})
    code = any(facts.code for facts in rivals.values())
    told = {engine for engine, facts in run.items() if facts.has(HINT, firm=True)}
    if not code and len(told) == 1:
        return settled(rivals, dict.fromkeys(told, "told"))
    if len(run) > 1 and all(facts.tried for facts in run.values()):
        return opened(rivals, run)
    if code or len(run) < 2:
        return settled(rivals, {})
    return opened(rivals, run)


def _side_by_side(server: str, rivals: Mapping[str, Facts]) -> set[str]:
    """Other servers whose driver one manifest has beside that of this one, for the same users."""
    own = rivals[server].manifests
    return {engine for engine in set(rivals) - {server, STAND_IN} if rivals[engine].manifests & own}


def _used(facts: Facts) -> bool:
    """True where the code speaks of it, and not only what is around the code."""
    return any(claim.basis not in (SERVICE, HINT) for claim in facts.live)


def _replaceable(facts: Facts) -> bool:
    """True where only Rails' file for its database picks it, which DATABASE_URL replaces wherever it is set."""
    files = {posixpath.basename(claim.evidence.path) for claim in facts.live if claim.basis == CONFIGURATION}
    return files == {"database.yml"}


def _brought(live: Mapping[str, Facts]) -> set[str]:
    """The server that all files run which run the application, though only developers get its driver with the code."""
    run = {
        engine
        for engine, facts in live.items()
        if facts.run and all(engine in item.engines for item in facts.deployments if item.main)
    }
    scopes = {engine: {claim.scope for claim in live[engine].claims if claim.basis == DRIVER} for engine in run}
    return {engine for engine in run if scopes[engine] == {DEVELOPMENT}}


def _firm_without_service(facts: Facts) -> bool:
    return any(not claim.choice for claim in facts.live if claim.basis not in (SERVICE, HINT))


def _apart(facts: Iterable[Facts]) -> bool:
    """True where no two of them have a driver in one folder."""
    folders = [
        {posixpath.dirname(claim.evidence.path) for claim in item.live if claim.basis == DRIVER} for item in facts
    ]
    return all(folders) and sum(map(len, folders)) == len(set().union(*folders))


def _of_other_parts(others: Collection[Facts], run: Collection[Facts]) -> bool:
    """True where those that nothing runs are in parts of their own, which are not called after their engines."""
    return (
        bool(others)
        and not any(claim.basis == SERVICE or shape_of(claim) for item in others for claim in item.claims)
        and not any(facts.conditional for facts in others)
        and all(_apart((other, item)) for other in others for item in run)
    )


def _serves_many(everything: Mapping[str, Facts]) -> bool:
    return is_data_tool(everything.values())
