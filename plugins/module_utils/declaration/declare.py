# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user wants, from wherever it is written: variables, a manifest and a service.yml as one list of groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..problem import Problem
from .document import Document, read_file
from .entry import Entry
from .manifest import read_manifest
from .manifest_servers import Machines
from .merge import fulfilled, merged
from .model import EXTERNAL
from .service_file import read_service_file
from .variables import KEYS, doubtful_versions, read_entries, variable_entries


@dataclass(frozen=True)
class Sources:
    """Where the declaration comes from."""

    #: Value of ``maestro_databases``.
    databases: object = ()
    manifest: Document | None = None
    service: Document | None = None
    #: What was wrong with the files themselves.
    problems: Sequence[Problem] = ()
    #: Whether a version that is in no list is refused.
    strict: bool = False


def read_sources(manifest: str, service: str, databases: object = (), *, strict: bool = False) -> Sources:
    """The files as sources; an empty path is none."""
    documents: list[Document | None] = []
    problems: list[Problem] = []
    for path, variable in ((manifest, "maestro_manifest_file"), (service, "maestro_service_file")):
        document, faults = read_file(path, variable) if path else (None, [])
        documents.append(document)
        problems += faults
    return Sources(databases, documents[0], documents[1], problems, strict)


@dataclass(frozen=True)
class Declaration:
    """All groups as entries, not yet checked beyond what their source alone can tell."""

    entries: list[Entry]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def declare(
    sources: Sources, environment: str, machines: Machines, web: Sequence[str], deployed: Collection[str] | None = None
) -> Declaration:
    """Puts the sources together: variables win over the manifest, the manifest over service.yml.

    Args:
        sources: The declarations.
        environment: The application's environment.
        machines: The inventory.
        web: Names of the hosts that run the application.
        deployed: Engines that earlier deployments recorded; None before the first one.
    """
    entries, problems = variable_entries(sources.databases)
    problems = [*sources.problems, *problems]
    warnings = doubtful_versions(entries)
    if sources.manifest is not None:
        manifest = read_manifest(sources.manifest, environment, machines, web, strict=sources.strict)
        entries = merged(entries, manifest.entries)
        problems += manifest.problems
        warnings += manifest.warnings
    if sources.service is not None:
        engines, faults, words = read_service_file(sources.service, deployed)
        entries = fulfilled(engines, entries)
        problems += faults
        warnings += words
    return Declaration(entries, problems, warnings)


def as_variables(declaration: Declaration) -> tuple[list[dict[str, Any]], list[Problem], list[str]]:
    """The declaration as a value of ``maestro_databases``, what is wrong, and what is worth a word.

    An external database may still lack its address here: no file has a place for it.
    """
    without = [
        entry
        for entry in declaration.entries
        if isinstance(entry.values, Mapping) and entry.get("deployment") == EXTERNAL and not entry.get("address")
    ]
    _groups, problems = read_entries([entry for entry in declaration.entries if entry not in without])
    words = [f"{entry.place}: is external; add its 'address', where the database answers" for entry in without]
    found = [
        {key: entry.values[key] for key in KEYS if key in entry.values}
        | {key: value for key, value in entry.values.items() if key not in KEYS}
        for entry in declaration.entries
        if isinstance(entry.values, Mapping)
    ]
    problems = list(dict.fromkeys([*declaration.problems, *problems]))
    return found, problems, [*declaration.warnings, *words]
