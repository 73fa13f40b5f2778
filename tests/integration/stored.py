# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user names and passwords that a deployment keeps on the controller."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from ansible.parsing.vault import VaultLib, VaultSecret


def credentials(folder: Path, application: str) -> Mapping[str, Mapping[str, str]]:
    """Those of an application in production, whose inventory lies in a folder beside the file `vault`."""
    store = folder / "maestro" / f"{application}-production" / "credentials.yml"
    secret = VaultSecret((folder / "vault").read_bytes().strip())
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load(VaultLib([("default", secret)]).decrypt(store.read_bytes()))
    return found["credentials"]
