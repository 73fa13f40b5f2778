# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the credential store for lookups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleLookupError

from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import Credentials, complete
from ansible_collections.maestro.databases.plugins.module_utils.credentials.store import Store, StoreError
from ansible_collections.maestro.databases.plugins.plugin_utils.state import state_folder
from ansible_collections.maestro.databases.plugins.plugin_utils.vault import VaultCipher


def plan_credentials(plan: Mapping[str, Any], state_dir: str | None, variables: Mapping[str, Any]) -> Credentials:
    """Every credential that a plan needs, by ``engine/group/kind``.

    In check mode a missing one is made up for the moment, so that what a first run would write can be predicted.

    Raises:
        AnsibleLookupError: One is missing, or the store cannot be opened.
    """
    application = plan["application"]
    stored = read_credentials(state_dir, variables, application["name"], application["environment"])
    credentials, made = complete(stored, plan)
    if made and not variables.get("ansible_check_mode"):
        raise AnsibleLookupError(
            f"no credential is stored for {', '.join(made)}; run maestro.databases.credentials first"
        )
    return credentials


def read_credentials(
    state_dir: str | None, variables: Mapping[str, Any], application: str, environment: str
) -> Credentials:
    """Everything in an application's store; nothing where it has none yet."""
    folder = state_folder(state_dir, variables, application, environment)
    try:
        return Store(folder, VaultCipher()).read()
    except StoreError as error:
        raise AnsibleLookupError(str(error)) from error
