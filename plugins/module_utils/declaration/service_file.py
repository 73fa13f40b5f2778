# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``databases:`` of a service.yml: which engines an application has. Everything else in the file is not ours."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from ..engines import ENGINES
from ..problem import Problem
from .document import Document, Path
from .entry import Entry
from .problem import nearest

KEY = "databases"
SERVICES = "services"
#: What the list may name.
ALLOWED = ("postgresql", "mysql", "redis", "mongodb", "elasticsearch", "rabbitmq", "glusterfs", "influxdb")


def read_service_file(
    document: Document, deployed: Collection[str] | None = None
) -> tuple[list[Entry], list[Problem], list[str]]:
    """The engines as entries of ``maestro_databases``, what is wrong, and what is worth a word.

    Args:
        document: The file.
        deployed: Engines that earlier deployments recorded; None before the first one. The list is read on the first
            deployment only: a later addition is told, and has to be declared elsewhere.
    """
    problems = _misspelt(document)
    warnings: list[str] = []
    entries: dict[str, Entry] = {}
    for path, names in _lists(document, problems, warnings):
        seen = set()
        for index, name in enumerate(names):
            place = document.place(*path, index)
            fault = _fault(place, name)
            if name == "sqlite":
                warnings.append(f"{place}: sqlite is for development only and never deployed; use postgresql or mysql")
            elif fault:
                problems.append(fault)
            elif name in seen:
                mend = "name each engine once, and its groups in the manifest or in maestro_databases"
                problems.append(Problem(place, f"{name} stands there twice", mend))
            elif deployed is not None and name not in deployed:
                warnings.append(
                    f"{place}: {name} was added after the first deployment, and this list is read on the first one "
                    "only; declare it in the manifest or in maestro_databases"
                )
            else:
                seen.add(name)
                entries.setdefault(name, Entry(place, {"engine": name}))
    return list(entries.values()), problems, warnings


def _lists(document: Document, problems: list[Problem], warnings: list[str]) -> Iterator[tuple[Path, list[Any]]]:
    """The list at the root, and those that stand within a service."""
    if KEY in document.data:
        yield from _list(document, (KEY,), document.data[KEY], problems)
    for name, service in _services(document):
        if KEY in service:
            path = (SERVICES, name, KEY)
            warnings.append(
                f"{document.place(*path)}: databases belong to the whole application; move the list to the root"
            )
            yield from _list(document, path, service[KEY], problems)


def _list(document: Document, path: Path, value: Any, problems: list[Problem]) -> Iterator[tuple[Path, list[Any]]]:
    if value is None or isinstance(value, list):
        yield path, value or []
    else:
        problems.append(Problem(document.place(*path), "is not a list", "write one engine a line: - mysql"))


def _fault(place: str, name: Any) -> Problem | None:
    if not isinstance(name, str):
        return Problem(place, "is not the name of an engine", "write one engine a line: - mysql")
    if name in ALLOWED:
        return None
    for engine in ENGINES.values():
        if name in engine.flavours and name != engine.name:
            where = "engine: percona in the manifest" if name == "percona" else f"flavour: {name} in maestro_databases"
            return Problem(place, f"{name} is a flavour of {engine.name}", f"write {engine.name} here, and {where}")
    if name == "memcached":
        mend = "declare it in the manifest or in maestro_databases"
        return Problem(place, "memcached is no database of a service.yml", mend)
    return Problem(place, f"'{name}' is no engine", nearest(name, ALLOWED))


def _misspelt(document: Document) -> list[Problem]:
    """The other keys are not ours, but one that is nearly ours hides what was meant."""
    places: list[tuple[Path, Mapping[str, Any], str]] = [((), document.data, KEY), ((), document.data, SERVICES)]
    places += [((SERVICES, name), service, KEY) for name, service in _services(document)]
    return [
        Problem(document.place(*path, key), f"unknown key '{key}'", f"did you mean '{ours}'?")
        for path, values, ours in places
        for key in values
        if key not in {KEY, SERVICES} and get_close_matches(key, [ours], cutoff=0.85)
    ]


def _services(document: Document) -> list[tuple[str, Mapping[str, Any]]]:
    services = document.data.get(SERVICES)
    found = services.items() if isinstance(services, Mapping) else ()
    return [(name, service) for name, service in found if isinstance(service, Mapping)]
