# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The databases of a manifest as entries of ``maestro_databases``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ..problem import Problem
from .document import Document, Path
from .entry import Entry
from .manifest_groups import Groups
from .manifest_keys import APPLICATIONS, COMPONENT, DATABASES, ENVIRONMENTS, GROUPED, OTHERS, POSTGIS, VARIABLES
from .manifest_servers import Machines, Servers
from .manifest_values import Findings
from .merge import merged
from .problem import nearest

#: The path of a part of a manifest and the components that stand there.
Scope = tuple[Path, dict[str, Any]]
COMPONENTS = (*DATABASES, POSTGIS, *APPLICATIONS, *OTHERS)


@dataclass(frozen=True)
class Manifest:
    """What a manifest declares."""

    entries: list[Entry]
    problems: list[Problem]
    warnings: list[str]


def read_manifest(
    document: Document, environment: str, machines: Machines, web: Sequence[str], *, strict: bool = False
) -> Manifest:
    """Reads what a manifest says of one environment.

    Args:
        document: The manifest.
        environment: The application's environment. What stands below it wins over what stands at the root.
        machines: The inventory, in which its servers are.
        web: Names of the hosts that run the application: a database on the first of them is local.
        strict: Whether a version that is in no list is refused.
    """
    findings = Findings(document)
    scopes = _scopes(findings, environment)
    if len(scopes) > 1:
        _one_form(findings, *scopes)
    groups = Groups(findings, Servers(machines, findings), web)
    for path, components in scopes:
        groups.know(path, components)
    entries: list[Entry] = []
    for path, components in scopes:
        entries = merged(groups.entries(path, components), entries)
    warnings = list(findings.warnings)
    for place, what in findings.unlisted:
        if strict:
            findings.problems.append(Problem(place, what, "use one of them, or leave maestro_strict off"))
        else:
            warnings.append(f"{place}: {what}; it is taken as it stands")
    if findings.idle:
        keys = ", ".join(findings.idle)
        warnings.append(f"{document.name}: hosts come from the inventory, so these keys have no effect here: {keys}")
    return Manifest(entries, list(dict.fromkeys(findings.problems)), warnings)


def environment_variables(document: Mapping[str, Any], environment: str) -> dict[str, str]:
    """The ``environment_variables`` of a manifest's data, those of the environment over those of the root.

    AUTO_GENERATE and AUTO_GENERATE_<n> stay as they are: what they become is made once, and kept.
    """
    found: dict[str, str] = {}
    for scope in (document, document.get(environment)):
        values = scope.get(VARIABLES) if isinstance(scope, Mapping) else None
        if isinstance(values, Mapping):
            found.update({str(name): _text(value) for name, value in values.items() if _is_text(value)})
    return found


def _scopes(findings: Findings, environment: str) -> list[Scope]:
    """The root and the environment, each with its components; what else stands there is noted."""
    document = findings.document
    if environment in COMPONENTS:
        mend = "give the environment another name"
        findings.problems.append(Problem("maestro_environment", f"'{environment}' is a component of a manifest", mend))
        return []
    scopes: list[Scope] = [((), {})]
    others = []
    root: dict[str, Any] = {}
    for name, value in document.data.items():
        if name in COMPONENTS:
            root[name] = value
        elif name == VARIABLES:
            _check_variables(findings, (name,), value)
        elif name == environment:
            scopes.append(((name,), _environment(findings, (name,), value)))
        elif _is_environment(name, value):
            others.append(name)
        else:
            findings.problem(
                (name,), "is no component and no environment", nearest(name, [*COMPONENTS, VARIABLES, environment])
            )
    scopes[0] = ((), root)
    if others and len(scopes) == 1 and not set(root) & set(DATABASES):
        near = get_close_matches(environment, others, n=1, cutoff=0.8)
        mend = f"; did you mean '{near[0]}'?" if near else ""
        findings.warnings.append(
            f"{document.name}: says nothing of the environment {environment}, only of {', '.join(others)}{mend}"
        )
    return scopes


def _one_form(findings: Findings, root: Scope, own: Scope) -> None:
    """A component that has groups in one scope has them in the other; one that says nothing at all takes the form."""
    for name in [name for name in root[1] if name in own[1] and name in GROUPED]:
        grouped = [isinstance(scope[1][name], Mapping) and "groups" in scope[1][name] for scope in (root, own)]
        if grouped[0] == grouped[1]:
            continue
        single = root if grouped[1] else own
        if single[1][name]:
            there = findings.document.place(name)
            mend = "write the groups in both places, or in neither"
            what = "has groups" if grouped[1] else "has no groups"
            findings.problem((*own[0], name), f"{what}, unlike {there}: they would be databases of their own", mend)
        del single[1][name]


def _environment(findings: Findings, path: Path, value: Any) -> dict[str, Any]:
    """The components below an environment."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        findings.problem(path, "is no mapping", "write the components of this environment below it")
        return {}
    found = {}
    for name, component in value.items():
        if name in COMPONENTS:
            found[name] = component
        elif name == VARIABLES:
            _check_variables(findings, (*path, name), component)
        else:
            findings.problem((*path, name), "is no component", nearest(name, [*COMPONENTS, VARIABLES]))
    return found


def _is_environment(name: str, value: Any) -> bool:
    """Whether something at the root is another environment: it has such a name, or components stand below it."""
    if name in ENVIRONMENTS:
        return True
    below = set(value) if isinstance(value, Mapping) else set()
    return bool(below & {*COMPONENTS, VARIABLES}) and not below & set(COMPONENT["mysql"])


def _check_variables(findings: Findings, path: Path, values: Any) -> None:
    if values is not None and not isinstance(values, Mapping):
        findings.problem(path, "is no mapping", "write it as NAME: value")
        return
    for name, value in (values or {}).items():
        if not _is_text(value):
            findings.problem((*path, name), "is no text", "write one value; put several into one text")


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
