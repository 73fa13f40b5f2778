# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the plan of one application, or tells every reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..declaration.declare import Sources, declare
from ..declaration.model import EXTERNAL, DeclaredGroup
from ..declaration.options import ENCODINGS
from ..declaration.problem import ProblemsError
from ..declaration.variables import read_entries
from ..engines import ENGINES
from ..kubernetes.targets import place_of
from ..problem import Problem
from . import checks, removal, users, words
from .inventory import Inventory
from .model import Account, Application, Change, Group, Host, Plan
from .mounts import mounted
from .naming import ADMIN, database_name, namespace, slug, user_name
from .needs import missing
from .pending import pending
from .placement import Placement, place, resolve
from .primary import prefixes, primary_of, service_name
from .state import RecordedGroup, as_recorded


@dataclass(frozen=True)
class Request:
    """What a plan is made from."""

    application: str
    environment: str
    #: Value of ``maestro_databases``.
    databases: object = ()
    #: Files that declare as well; `databases` wins over them.
    files: Sources = field(default_factory=Sources)
    web: str = ""
    #: Kubernetes namespace; empty for one of the application's name.
    namespace: str = ""
    #: True where pods are clients.
    cluster: bool = False
    #: Where the Services are published, as they were read.
    targets: Sequence[Mapping[str, Any]] = ()
    #: The places where they were after the last deployment.
    published: Sequence[str] = ()
    #: Domain of the databases' names outside Kubernetes; empty for none.
    domain: str = ""
    allowed_sources: Sequence[str] = ()
    ignore: Sequence[str] = ()
    #: ``databases`` of the analysis; empty without source code.
    found: Sequence[Mapping[str, Any]] = ()
    #: ``applications`` of the analysis where it leaves open which one is meant, else empty.
    applications: Sequence[Mapping[str, Any]] = ()
    recorded: Sequence[RecordedGroup] = field(default_factory=tuple)
    #: The hosts that ran the application after the last deployment.
    web_before: Sequence[str] = ()
    #: Other applications, as messages call them, whose databases and namespace would have the names of this one's.
    namesakes: Sequence[str] = ()
    #: The group that is being removed, as ``<engine>/<group>``; empty in a deployment.
    removing: str = ""


class PlanError(ProblemsError):
    """Why there is no plan, and what would have changed as far as it is known."""

    def __init__(self, problems: Iterable[Problem], changes: Sequence[Change]) -> None:
        super().__init__(problems)
        self.pending = changes


def build_plan(request: Request, inventory: Inventory) -> Plan:
    """Resolves a request.

    Raises:
        PlanError: With every problem at once.
    """
    problems = checks.names(request.application, request.environment, request.namespace, request.domain)
    problems += checks.namesakes(request.application, request.environment, request.namesakes)
    # The hosts first, for what a manifest puts on them; what is wrong with them comes after the declaration.
    faults: list[Problem] = []
    web = _web(request, inventory, faults)
    declaration = declare(
        replace(request.files, databases=request.databases),
        request.environment,
        inventory,
        [host.name for host in web],
        {group.engine for group in request.recorded} if request.recorded else None,
    )
    declared, mistakes = read_entries(declaration.entries)
    declared = [as_recorded(group, request.recorded) for group in declared]
    problems += [*declaration.problems, *mistakes, *faults, *checks.sources(request.allowed_sources)]
    # What was written counts as declared even where it has a fault, so that one slip makes one problem.
    engines = {str(entry.get("engine")) for entry in declaration.entries if isinstance(entry.values, Mapping)}
    # What cannot be read may declare anything.
    gone = [] if declaration.problems else removal.undeclared(declaration.entries, request.recorded)
    if request.removing:
        problems += removal.problems(request.recorded, declared, gone, request.removing)
    problems += removal.forgotten(gone, request.removing)
    problems += missing(request.found, request.applications, engines, request.ignore)

    application = Application(
        name=request.application,
        environment=request.environment,
        slug=slug(request.application, request.environment),
        namespace=request.namespace or namespace(request.application, request.environment),
        hosts=tuple(web),
    )
    groups = []
    warnings = list(declaration.warnings)
    for engine in ENGINES:
        same = [group for group in declared if group.engine.name == engine]
        recorded = {group.group for group in request.recorded if group.engine == engine and group.primary}
        primary = primary_of(same, recorded)
        root = primary or (same[0] if same else None)
        if primary is None and same:
            warnings.append(words.no_primary(same))
        if primary and primary.deployment == EXTERNAL and len(same) > 1:
            warnings.append(words.hosted_elsewhere(primary))
        if primary and primary.unmarked and len(same) > 1:
            warnings.append(
                f"{primary.at('primary')}: says that {engine} group '{primary.group}' is not the primary one, and it "
                "is deployed as such: it stays until you mark another one with 'primary: true'"
            )
        for group in same:
            placement = place(
                group,
                inventory,
                web,
                cluster=request.cluster,
                named=bool(request.domain),
                allowed=request.allowed_sources,
                problems=problems,
            )
            problems += checks.unfit(group, placement, request.recorded)
            groups.append(_group(group, placement, application, primary, root))
            problems += checks.databases(group, groups[-1]) + users.problems(group, groups[-1])
    problems += checks.shared_hosts(declared, groups) + checks.ports(declared, groups)
    groups = [mounted(group, groups, web, inventory, problems) for group in groups]
    changes = tuple(pending(groups, request.recorded))
    if problems:
        raise PlanError(dict.fromkeys(problems), changes)
    warnings += words.local_in_production(groups, request.environment) + words.two_copies(groups)
    if request.cluster:
        warnings += words.shut_out(groups, request.allowed_sources) + words.renamed(groups, request.recorded)
    places = [place_of(target, application.namespace) for target in request.targets]
    warnings += words.unpublished(places, request.published)
    warnings += words.nameless(request.domain, web) + words.left(web, request.web_before)
    warnings += words.moved(groups, request.recorded) + users.left(groups, request.recorded)
    return Plan(
        application=application,
        groups=tuple(groups),
        warnings=tuple(warnings),
        pending=changes,
    )


def _group(
    group: DeclaredGroup,
    placement: Placement,
    application: Application,
    primary: DeclaredGroup | None,
    root: DeclaredGroup | None,
) -> Group:
    engine = group.engine
    external = placement.deployment == EXTERNAL
    names = {"application": user_name(application.slug, engine.limits), "admin": ADMIN}
    database = group.database or (
        database_name(application.slug, engine.limits) if engine.named_database else engine.default_database
    )
    accounts = tuple(Account(kind, names[kind]) for kind in engine.accounts)
    return Group(
        engine=engine.name,
        flavour=group.flavour,
        group=group.group,
        primary=group is primary,
        deployment=placement.deployment,
        version=group.version,
        port=group.port,
        database=database,
        service=service_name(group, primary) if placement.published and not external else "",
        # Nothing is generated for a database that somebody else runs.
        prefixes=() if external else prefixes(group, group is root),
        hosts=placement.members,
        writer=placement.writer,
        address=placement.address,
        listen=placement.listen,
        clients=placement.clients,
        accounts=() if external else (*accounts, *users.planned(group, database)),
        settings=group.settings,
        options=_options(group),
        databases=group.databases,
        shared=group.shared,
        operating_system=group.operating_system,
    )


def _options(group: DeclaredGroup) -> dict[str, Any]:
    """What its engine alone knows, with a character set where it has one."""
    if "encoding" not in group.options:
        return group.options
    return {**group.options, "encoding": group.options["encoding"] or ENCODINGS[group.engine.name]}


def _web(request: Request, inventory: Inventory, problems: list[Problem]) -> list[Host]:
    if not request.web:
        return []
    names = inventory.hosts(request.web)
    if not names:
        problems.append(
            Problem(
                "maestro_web",
                f"'{request.web}' matches no host of the inventory",
                "name a host or a group of the inventory",
            )
        )
    return resolve(names, inventory, "maestro_web", problems)
