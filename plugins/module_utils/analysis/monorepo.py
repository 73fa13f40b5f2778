# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells the applications of one tree apart. What makes them several stands in `rules/applications.py`."""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..engines import ENGINES
from .detection import look
from .judgement import judge
from .model import DEVELOPMENT, Findings, Need
from .parts import holds_together, projects, tell_what_is_deeper
from .rules.judgement import RELATIONAL, RIVAL_SERVERS, STAND_IN, VERDICTS
from .tree import Tree
from .workspaces import startable

#: Parts that are looked at one by one.
_LIMIT = 50
#: From the strongest to the weakest.
NEEDS = ("required", "one_of", "optional", "development")
_DEPLOYED = NEEDS[:2]


@dataclass(frozen=True)
class Application:
    """One application of a tree: a folder with what is in it, judged as if it were alone."""

    path: str
    name: str
    findings: Findings
    needs: tuple[Need, ...]
    #: Folders that make it up, where they are several, and what holds them together.
    parts: tuple[str, ...] = ()
    joined_by: str = ""

    @property
    def wanted(self) -> frozenset[tuple[str, str]]:
        """What has to be deployed for it."""
        return frozenset(
            (need.engine, need.need) for need in self.needs if need.need in _DEPLOYED and ENGINES[need.engine].managed
        )

    def as_dict(self) -> dict[str, Any]:
        """As the module returns it."""
        return {
            "path": self.path,
            "name": self.name,
            "languages": list(self.findings.languages),
            "frameworks": [
                {
                    "name": framework.name,
                    "version": framework.version,
                    "path": posixpath.normpath(posixpath.join(self.path, framework.path)),
                }
                for framework in self.findings.frameworks
            ],
            "databases": [{"engine": need.engine, "need": need.need} for need in self.needs],
            "parts": list(self.parts),
            "joined_by": self.joined_by,
        }


@dataclass(frozen=True)
class Apart:
    """The applications of a tree, and the needs of all of them together."""

    applications: tuple[Application, ...]
    needs: tuple[Need, ...]

    @property
    def ambiguous(self) -> bool:
        """True where several applications need different databases: a deployment has to know which one is meant."""
        return len({application.wanted for application in self.applications} - {frozenset()}) > 1


def tell_apart(tree: Tree, name: str, environment: str, findings: Findings, needs: tuple[Need, ...]) -> Apart:
    """One application or several, and the needs of the whole tree, to which each part adds its own."""
    whole = Application(".", name, findings, needs)
    if not (findings.languages or findings.frameworks):
        tell_what_is_deeper(tree)
    if not (findings.languages or findings.frameworks or needs):
        return Apart((), needs)
    folders = [] if _in_root(findings) else projects(tree)
    if len(folders) < 2:
        parts_of, joined_by = startable(tree)
        return Apart((dataclasses.replace(whole, parts=parts_of, joined_by=joined_by),), needs)
    joined_by = holds_together(tree, folders)
    if len(folders) > _LIMIT:
        if not joined_by:
            tree.warn(".", f"holds {len(folders)} projects, too many to tell them apart; point at one of them")
        return Apart((dataclasses.replace(whole, joined_by=joined_by),), needs)
    if joined_by and not any(_open(need) for need in needs):
        return Apart((dataclasses.replace(whole, parts=tuple(folders), joined_by=joined_by),), needs)
    parts = [part for folder in folders if (part := _part(tree, folder, environment)) is not None]
    needs = _together(needs, parts, bool(joined_by), _said_of_all(findings, parts))
    if joined_by or len(parts) < 2:
        held = tuple(folders) if joined_by else ()
        return Apart((dataclasses.replace(whole, needs=needs, parts=held, joined_by=joined_by),), needs)
    return Apart(tuple(parts), needs)


def _in_root(findings: Findings) -> bool:
    """True where the root itself is a project."""
    return any(framework.path == "." for framework in findings.frameworks) or any(
        claim.evidence.kind == "dependency" and "/" not in claim.evidence.path and claim.scope != DEVELOPMENT
        for claim in findings.claims
    )


def _part(tree: Tree, folder: str, environment: str) -> Application | None:
    """A folder as an application; None where it is none: without framework, needs or a way to start it."""
    inner = tree.below(folder)
    findings = look(inner, environment)
    needs = tuple(judge(findings))
    started = findings.frameworks or findings.web_servers or inner.has("Dockerfile") or inner.has("Procfile")
    if not started and not any(need.need != "development" for need in needs):
        return None
    return Application(folder, inner.name, findings, needs)


def _open(need: Need) -> bool:
    """True for what another database may have pushed aside, which may be another part's."""
    return need.need == "one_of" or need.reason == VERDICTS["passed"].reason


def _said_of_all(findings: Findings, parts: Sequence[Application]) -> frozenset[str]:
    """Servers that pipelines or manuals of the tree name, one as good as the other, where one part has a database."""
    having = [part for part in parts if any(need.engine in RIVAL_SERVERS for need in part.needs)]
    said = [variants.engines for variants in findings.variants if variants.tested or variants.documented]
    return frozenset().union(*said) if len(having) == 1 else frozenset()


def _together(
    needs: Sequence[Need], parts: Sequence[Application], joined: bool, said: frozenset[str]
) -> tuple[Need, ...]:
    """The needs of the tree. Databases of different parts do not compete, so what one part requires is required.

    What is `said` of all the part cannot see, and it is left as it is.
    """
    result = [
        need if need.need == "one_of" and need.engine in said else _strongest(need, parts, joined) for need in needs
    ]
    if not joined:
        result += _deeper({need.engine for need in needs}, parts)
        result.sort(key=lambda need: list(ENGINES).index(need.engine))
    if any(need.need == "required" and need.engine in RELATIONAL - {STAND_IN} for need in result):
        aside = VERDICTS["aside"]
        result = [
            dataclasses.replace(need, need=aside.need, reason=aside.reason)
            if need.engine == STAND_IN and need.need == "required"
            else need
            for need in result
        ]
    required = {need.engine for need in result if need.need == "required"}
    return tuple(_passed(need) if required & set(need.alternatives) else need for need in result)


def _passed(need: Need) -> Need:
    """One of several of which another part requires another one."""
    passed = VERDICTS["passed"]
    return dataclasses.replace(need, need=passed.need, reason=passed.reason, alternatives=(), preferred=False)


def _deeper(known: set[str], parts: Sequence[Application]) -> list[Need]:
    """What only shows from the part's own folder: detectors look a few folders deep."""
    found: dict[str, Need] = {}
    for part in parts:
        for need in part.needs:
            if need.engine not in known and need.engine not in found:
                evidence = tuple(
                    dataclasses.replace(place, path=posixpath.join(part.path, place.path)) for place in need.evidence
                )
                found[need.engine] = dataclasses.replace(need, evidence=evidence)
    return list(found.values())


def _all(parts: Sequence[Application]) -> list[Need]:
    return [need for part in parts for need in part.needs]


def _strongest(need: Need, parts: Sequence[Application], joined: bool) -> Need:
    open_, rank = _open(need), list(NEEDS).index
    if joined and not open_:
        # What deploys the parts together speaks for all of them.
        return need
    if joined and need.engine == STAND_IN and need.alternatives:
        # The part that keeps its data in a file is the one that can have a server instead.
        return need
    if joined and STAND_IN in need.alternatives and not any(one.engine == STAND_IN for one in _all(parts)):
        # What starts them together goes without a server.
        return need
    own = [one for one in _all(parts) if one.engine == need.engine]
    if joined:
        own = [one for one in own if one.need == "required"]
    best = min([*([] if own and open_ else [need]), *own], key=lambda one: rank(one.need))
    return dataclasses.replace(
        need, need=best.need, reason=best.reason, alternatives=best.alternatives, preferred=best.preferred
    )
