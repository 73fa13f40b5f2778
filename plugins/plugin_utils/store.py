# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the credential store for lookups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.template import Templar

from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import Credentials, complete
from ansible_collections.maestro.databases.plugins.module_utils.credentials.given import PLACE, apply_given
from ansible_collections.maestro.databases.plugins.module_utils.credentials.store import Store, StoreError
from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.plugin_utils.state import state_folder
from ansible_collections.maestro.databases.plugins.plugin_utils.vault import VaultCipher


def plan_credentials(plan: Mapping[str, Any], state_dir: str | None, variables: Mapping[str, Any]) -> Credentials:
    """Every credential that a plan needs, by ``engine/group/kind``.

    In check mode a missing one is made up for the moment, and one that the user gave is taken before it is kept, so
    that what a run would write can be predicted.

    Raises:
        AnsibleLookupError: One is missing, or the store cannot be opened.
    """
    application = plan["application"]
    stored = read_credentials(state_dir, variables, application["name"], application["environment"])
    predicting = variables.get("ansible_check_mode")
    if predicting:
        try:
            stored, _changed = apply_given(stored, plan, given_credentials(variables))
        except ProblemsError as error:
            raise AnsibleLookupError(str(error)) from error
    credentials, made = complete(stored, plan)
    if made and not predicting:
        raise AnsibleLookupError(
            f"no credential is stored for {', '.join(made)}; run maestro.databases.credentials first"
        )
    return credentials


def given_credentials(variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """The user names and passwords of the user's own, as the variables of the play say them."""
    given = Templar(loader=None, variables=variables).template(variables.get(PLACE) or {})
    return given if isinstance(given, Mapping) else {}


def read_credentials(
    state_dir: str | None, variables: Mapping[str, Any], application: str, environment: str
) -> Credentials:
    """Everything in an application's store; nothing where it has none yet."""
    folder = state_folder(state_dir, variables, application, environment)
    try:
        return Store(folder, VaultCipher()).read()
    except StoreError as error:
        raise AnsibleLookupError(str(error)) from error
