# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole environment of an application on one host or in its containers, for lookups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleLookupError

from ansible_collections.maestro.databases.plugins.module_utils.connections.address_fields import (
    Variable,
    replica_aliases,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.conflicts import CUSTOMARY, own_conflicts
from ansible_collections.maestro.databases.plugins.module_utils.connections.formats import FORMATS
from ansible_collections.maestro.databases.plugins.module_utils.connections.systemd import units_alone
from ansible_collections.maestro.databases.plugins.module_utils.connections.user_variables import (
    MANIFEST,
    USER,
    Given,
    with_user_variables,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.variables import (
    absent_in_pods,
    host_variables,
    pod_variables,
)
from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import Credentials, logins
from ansible_collections.maestro.databases.plugins.module_utils.credentials.variables import (
    GENERATED,
    INITIAL,
    complete_variables,
    kept,
)
from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.module_utils.engines import ENGINES
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.environment import written
from ansible_collections.maestro.databases.plugins.module_utils.plan.details import ROOT, YES
from ansible_collections.maestro.databases.plugins.plugin_utils.manifest import manifest_variables
from ansible_collections.maestro.databases.plugins.plugin_utils.shared import others_beside
from ansible_collections.maestro.databases.plugins.plugin_utils.state import load_state, state_folder
from ansible_collections.maestro.databases.plugins.plugin_utils.store import plan_credentials

ALONE = (
    "{names}: no quoting means the same to all readers, so the environment file has it as units and shells read it; "
    "give a reader of another kind a file of its own with maestro_environment_files"
)


def host_files(
    plan: Any, variables: Mapping[str, Any], options: Mapping[str, Any], formats: Iterable[str]
) -> list[str]:
    """The texts of environment files of the application on one of its hosts, one a format.

    Args:
        plan: The plan.
        variables: Those of the play.
        options: Those of the documentation fragments ``environment`` and ``state_dir``.
        formats: Which.

    Raises:
        AnsibleLookupError: A credential is missing, something is wrong with the user's variables, or a value cannot be
            written unchanged.
    """
    with told_of(plan, "environment"):
        values = whole_environment(plan, variables, options, options["host"])
        return [environment_text(plan, values, name) for name in formats]


def pod_environment(plan: Any, variables: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    """The environment of the application's containers as maestro.databases.kubernetes_services takes it.

    Args:
        plan: The plan.
        variables: Those of the play.
        options: Those of the documentation fragments ``environment`` and ``state_dir``.

    Raises:
        AnsibleLookupError: A credential is missing, or something is wrong with the user's variables.
    """
    with told_of(plan, "environment of the containers"):
        return written(whole_environment(plan, variables, options, None))


@contextmanager
def told_of(plan: Any, what: str) -> Iterator[None]:
    """Tells what goes wrong as a lookup does, with the application that it is about."""
    if not isinstance(plan, Mapping) or "application" not in plan:
        raise AnsibleLookupError("takes the plan of maestro.databases.plan")
    try:
        yield
    except (OSError, ValueError, ProblemsError) as error:
        raise AnsibleLookupError(f"{what} of {plan['application']['name']}: {error}") from error


def whole_environment(
    plan: Mapping[str, Any], variables: Mapping[str, Any], options: Mapping[str, Any], host: str | None
) -> list[Variable]:
    """Every variable of the application for one consumer, from its store.

    Raises:
        AnsibleLookupError: Something was not generated yet.
        ProblemsError: With all that is wrong with the user's variables.
        ValueError: A credential is missing.
    """
    application = plan["application"]
    folder = state_folder(options["state_dir"], variables, application["name"], application["environment"])
    user = options["user_variables"] or {}
    stored = plan_credentials(plan, options["state_dir"], variables)
    manifest = manifest_variables(options["manifest"], application["environment"])
    first_build = bool(variables.get("ansible_check_mode")) and not load_state(folder).groups
    credentials, made = complete_variables(stored, user, manifest, first_build=first_build)
    if made and not variables.get("ansible_check_mode"):
        names = ", ".join(name.partition("/")[2] for name in made)
        raise AnsibleLookupError(f"nothing was generated yet for {names}; run maestro.databases.credentials first")
    return environment_of(plan, credentials, host, folder, user, aliases=options["replica_aliases"])


def environment_of(
    plan: Mapping[str, Any],
    stored: Credentials,
    host: str | None,
    folder: Path,
    user: Mapping[str, Any],
    *,
    aliases: bool = False,
) -> list[Variable]:
    """Every variable of the application, from a store that lacks nothing.

    Args:
        plan: The plan.
        stored: What the store holds.
        host: The web host that they are for; None for containers.
        folder: The application's state folder.
        user: The user's variables.
        aliases: Have the lists of replicas under the newer word, too.

    Raises:
        ProblemsError: With all that is wrong with the user's variables.
        ValueError: With what is wrong with the plan, or with what another application shared.
    """
    given = Given(user, kept(stored, INITIAL), kept(stored, GENERATED))
    known = logins(stored)
    generated = pod_variables(plan, known) if host is None else host_variables(plan, known, host)
    if aliases:
        generated += replica_aliases(generated)
    absent = absent_in_pods(plan, known) if host is None else ()
    return with_user_variables(generated, given, others_beside(folder), absent)


def check_environment(
    plan: Mapping[str, Any],
    stored: Credentials,
    folder: Path,
    user: Mapping[str, Any],
    formats: Iterable[str],
    *,
    aliases: bool = False,
) -> list[str]:
    """Refuses what the environment of hosts could not be made of, or of pods alone, while nothing is changed yet.

    Returns:
        What to warn of: variables that only units and shells read rightly from the file for units, and one of the
        user's own that leads elsewhere than ours. Holds no secret.

    Raises:
        ProblemsError: With all that is wrong with the user's variables.
        ValueError: With what a format cannot carry unchanged.
    """
    alone: list[str] = []
    elsewhere: list[str] = []
    place = USER if CUSTOMARY in user else MANIFEST
    hosts = [host["name"] for host in plan["application"].get("hosts", ())]
    for host in hosts or (None,):
        values = environment_of(plan, stored, host, folder, user, aliases=aliases)
        if host is None:
            written(values)
        else:
            for name in formats:
                environment_text(plan, values, name)
            alone += units_alone(values)
        known = {variable.name: variable.value for variable in values}
        # In pods the Services' names stay and follow.
        told = own_conflicts(place, known, None if host is None else _former(plan, folder, known))
        elsewhere += [f"{one}; take it out, or let it follow ours with _env()" for one in told]
    warnings = [ALONE.format(names=", ".join(dict.fromkeys(alone)))] if alone else []
    return [*warnings, *dict.fromkeys(elsewhere)]


def _former(plan: Mapping[str, Any], folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """The URLs that root variables had after the last deployment, where the group that they followed is in the plan."""
    before = {
        (group.engine, group.group)
        for group in load_state(folder).groups
        if group.primary or group.details.get(ROOT) == YES
    }
    found = {}
    for group in plan["groups"]:
        if (group["engine"], group["group"]) in before and group["prefixes"]:
            for name in ("URL", "URL_INT", "URL_EXT"):
                url = known.get(f"{group['prefixes'][0]}_{name}", "")
                found[f"{ENGINES[group['engine']].prefix}_{name}"] = url
    return found


def environment_text(plan: Mapping[str, Any], values: list[Variable], name: str) -> str:
    """The text of an environment file in one of the formats.

    Raises:
        ValueError: A value cannot be written unchanged.
    """
    application = plan["application"]
    comments = (
        f"The databases of {application['name']} in {application['environment']}.",
        "Written by maestro.databases: every deployment writes it again.",
    )
    try:
        return FORMATS[name](values, comments)
    except ValueError as error:
        raise ValueError(f"format {name}: {error}") from error
