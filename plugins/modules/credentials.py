#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action; the code stands in plugins/action/credentials.py."""

from __future__ import annotations

DOCUMENTATION = r"""
module: credentials
short_description: Make the credentials that a plan lacks
version_added: 0.1.0
description:
  - Makes a user name and a password for each account of a plan that has none yet, and keeps them in the application's
    encrypted store.
  - A stored password is never changed and no secret is returned; only the names of what was made are.
  - The store is encrypted with the vault password of the run. Without one the run stops; there is no store in plain
    text.
  - Runs on the controller.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  plan:
    description: The RV(maestro.databases.plan#module:plan).
    type: dict
    required: true
  vault_id:
    description: Vault identity to encrypt with. The default is the first one of the run.
    type: str
extends_documentation_fragment:
  - maestro.databases.state_dir
seealso:
  - plugin: maestro.databases.credential
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Make what is missing
  maestro.databases.credentials:
    plan: "{{ planned.plan }}"
"""

RETURN = r"""
created:
  description: Keys of the credentials that were made.
  returned: success
  type: list
  elements: str
  sample: ["mysql/main/application", "mysql/main/admin"]
path:
  description: The store.
  returned: success
  type: str
"""
