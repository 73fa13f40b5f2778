#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action; the code stands in plugins/action/state.py."""

from __future__ import annotations

DOCUMENTATION = r"""
module: state
short_description: Record a deployment
version_added: 0.1.0
description:
  - Writes what an application has to remember between deployments, in C(state.yml) of its state folder - its groups
    in the order
    in which they were made, with engine, flavour, version, deployment and which one is primary, the hosts that run it,
    and where its Services are published.
  - Writes C(addresses.yml) beside it, the addresses and names of databases that other applications may refer to.
  - Fails where a host of the plan did not report its database as done, so that nothing is built on a half-finished
    deployment.
  - Runs on the controller. The files hold no secret and are made to be kept in version control.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  plan:
    description: The RV(maestro.databases.plan#module:plan) that was deployed.
    type: dict
    required: true
  targets:
    description: Where its Services are published, as P(maestro.databases.kubernetes_targets#filter) returns them.
    type: list
    elements: dict
    default: []
extends_documentation_fragment:
  - maestro.databases.state_dir
"""

EXAMPLES = r"""
- name: Remember the deployment
  maestro.databases.state:
    plan: "{{ planned.plan }}"
"""

RETURN = r"""
path:
  description: The state file.
  returned: success
  type: str
recorded:
  description: The groups as recorded.
  returned: success
  type: list
  elements: dict
"""
