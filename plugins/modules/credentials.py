#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action; the code stands in plugins/action/credentials.py."""

from __future__ import annotations

DOCUMENTATION = r"""
module: credentials
short_description: Make the credentials that a plan lacks, and keep those that are given
version_added: 0.1.0
description:
  - Makes a user name and a password for each account of a plan that has none yet, and keeps them in the application's
    encrypted store.
  - What is given wins over what is stored. Otherwise a stored password is never changed.
  - Keeps what the user's variables need of it, too - what C(AUTO_GENERATE) became, and the variables of a manifest as
    they were at the first build.
  - No secret is returned; only the names of what was made or replaced are.
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
  given:
    description:
      - User names and passwords of your own, by C(engine), C(engine/group) or C(engine/group/kind), each as
        C({username, password}) or one of the two. An engine without a group means its only one; the kind is
        V(application) unless it is said.
      - They are kept. One that is not given any more stays as it is. A user of the former name stays on the server.
      - A user name that the server or the collection keeps for itself, such as V(root) or V(postgres), is refused.
      - Those of an external group have a password and, but for Redis, a user name. They are looked at and not kept;
        M(maestro.databases.endpoint_check) is who uses them.
    type: dict
  variables:
    description:
      - Refused with all that is wrong with them, before anything is changed.
      - The user's variables, as the lookup P(maestro.databases.environment#lookup) takes them. A value of
        V(AUTO_GENERATE) or V(AUTO_GENERATE_n) becomes C(10) or C(n) random letters and digits, once.
    type: dict
  formats:
    description: Formats of environment files that have to be able to carry all values, besides V(unit).
    type: list
    elements: str
    choices: [unit, dotenv, systemd, shell, container]
    default: []
  replica_aliases:
    description: Whether the variables may refer to C(X_REPLICA_ADDRESSES) and its like.
    type: bool
    default: false
  manifest:
    description:
      - A manifest whose C(environment_variables) count until a deployment has succeeded, and then stay what they were.
        What is changed there afterwards is told, and not taken.
    type: path
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
replaced:
  description: Keys of what was replaced or, of a manifest's variables before the first build succeeded, taken away.
  returned: success
  type: list
  elements: str
plan:
  description: O(plan) with the user names that are kept for its accounts.
  returned: success
  type: dict
pending:
  description: What was changed in a manifest's variables after the first build, without a value; it has no effect.
  returned: success
  type: list
  elements: str
path:
  description: The store.
  returned: success
  type: str
"""
