#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action; the code stands in plugins/action/import_manifest.py."""

from __future__ import annotations

DOCUMENTATION = r"""
module: import_manifest
short_description: Read a manifest.yml and a service.yml as maestro_databases
version_added: 0.1.0
description:
  - Turns the databases of a C(manifest.yml) and a C(service.yml) into the same thing as a list C(maestro_databases).
  - Of the C(environment_variables) those become C(maestro_variables) that only refer to others or ask for a random
    value. The values of the others may be secrets; a warning names them.
  - Everything that is wrong is reported in one message, each mistake with its place and its mend.
  - Runs on the controller and changes nothing.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  manifest:
    description: A C(manifest.yml) on the controller.
    type: path
    default: ""
  service:
    description: A C(service.yml) on the controller.
    type: path
    default: ""
  environment:
    description: Environment of the application. What the manifest says below it wins over what stands at its root.
    type: str
    default: production
  web:
    description: Inventory pattern of the hosts that run the application. A database on the first of them is local.
    type: str
    default: ""
  strict:
    description: Whether a version that is in no list is refused, rather than warned of.
    type: bool
    default: false
seealso:
  - module: maestro.databases.plan
"""

EXAMPLES = r"""
- name: Read the manifest
  maestro.databases.import_manifest:
    manifest: /srv/shop/.cloud66/manifest.yml
    web: web
  register: imported

- name: Show it
  maestro.databases.tell:
    text: "{{ imported.text }}"
"""

RETURN = r"""
databases:
  description: The database groups.
  returned: success
  type: list
  elements: dict
variables:
  description: Variables of the manifest, as far as they hold no secret.
  returned: success
  type: dict
  sample: {KEY: AUTO_GENERATE_15, HOST: _env(MYSQL_ADDRESS)}
text:
  description: Both as YAML, to be kept in a file of variables.
  returned: success
  type: str
problems:
  description: Every problem, when there is one.
  returned: failure
  type: list
  elements: str
"""
