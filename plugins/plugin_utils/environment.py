# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole environment of an application on one host, for lookups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleLookupError

from ansible_collections.maestro.databases.plugins.module_utils.connections.address_fields import (
    Variable,
    replica_aliases,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.formats import FORMATS
from ansible_collections.maestro.databases.plugins.module_utils.connections.user_variables import (
    Given,
    with_user_variables,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.variables import host_variables
from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import Credentials, logins
from ansible_collections.maestro.databases.plugins.module_utils.credentials.variables import (
    GENERATED,
    INITIAL,
    complete_variables,
    kept,
)
from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.plugin_utils.manifest import manifest_variables
from ansible_collections.maestro.databases.plugins.plugin_utils.shared import others_beside
from ansible_collections.maestro.databases.plugins.plugin_utils.state import load_state, state_folder
from ansible_collections.maestro.databases.plugins.plugin_utils.store import plan_credentials


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
    if not isinstance(plan, Mapping) or "application" not in plan:
        raise AnsibleLookupError("takes the plan of maestro.databases.plan")
    application = plan["application"]
    folder = state_folder(options["state_dir"], variables, application["name"], application["environment"])
    user = options["user_variables"] or {}
    try:
        stored = plan_credentials(plan, options["state_dir"], variables)
        manifest = manifest_variables(options["manifest"], application["environment"])
        first_build = bool(variables.get("ansible_check_mode")) and not load_state(folder)
        credentials, made = complete_variables(stored, user, manifest, first_build=first_build)
        if made and not variables.get("ansible_check_mode"):
            names = ", ".join(name.partition("/")[2] for name in made)
            raise AnsibleLookupError(f"nothing was generated yet for {names}; run maestro.databases.credentials first")
        values = environment_of(plan, credentials, options["host"], folder, user, aliases=options["replica_aliases"])
        return [environment_text(plan, values, name) for name in formats]
    except (OSError, ValueError, ProblemsError) as error:
        raise AnsibleLookupError(f"environment of {application['name']}: {error}") from error


def environment_of(
    plan: Mapping[str, Any],
    stored: Credentials,
    host: str,
    folder: Path,
    user: Mapping[str, Any],
    *,
    aliases: bool = False,
) -> list[Variable]:
    """Every variable of the application on one of its hosts, from a store that lacks nothing.

    Raises:
        ProblemsError: With all that is wrong with the user's variables.
        ValueError: With what is wrong with the plan, or with what another application shared.
    """
    generated = host_variables(plan, logins(stored), host)
    if aliases:
        generated += replica_aliases(generated)
    given = Given(user, kept(stored, INITIAL), kept(stored, GENERATED))
    return with_user_variables(plan, generated, given, others_beside(folder))


def check_environment(
    plan: Mapping[str, Any],
    stored: Credentials,
    folder: Path,
    user: Mapping[str, Any],
    formats: Iterable[str],
    *,
    aliases: bool = False,
) -> None:
    """Refuses what a host's environment could not be made of, while nothing is changed yet.

    Raises:
        ProblemsError: With all that is wrong with the user's variables.
        ValueError: With what a format cannot carry unchanged.
    """
    for host in plan["application"].get("hosts", ()):
        values = environment_of(plan, stored, host["name"], folder, user, aliases=aliases)
        for name in formats:
            environment_text(plan, values, name)


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
