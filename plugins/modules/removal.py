#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action; the code stands in plugins/action/removal.py."""

from __future__ import annotations

DOCUMENTATION = r"""
module: removal
short_description: Find a database group that is to be removed, and forget it
version_added: 0.1.0
description:
  - Finds the group among those that were deployed. One that is not there is no mistake, since it may have been removed
    already.
  - Whether it may be removed says M(maestro.databases.plan) with its option O(maestro.databases.plan#module:removing).
  - Runs on the controller.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  plan:
    description: The RV(maestro.databases.plan#module:plan), without the group.
    type: dict
    required: true
  group:
    description: The group, as C(<engine>/<group>).
    type: str
    required: true
  data:
    description: The same once more where its data go, too; its credentials then go with O(forget).
    type: str
    default: ""
  forget:
    description: Whether to take the group out of the state file. Otherwise nothing is changed.
    type: bool
    default: false
extends_documentation_fragment:
  - maestro.databases.state_dir
"""

EXAMPLES = r"""
- name: Find the group
  maestro.databases.removal:
    plan: "{{ planned.plan }}"
    group: redis/spare
"""

RETURN = r"""
group:
  description: The group as recorded, with its C(mounts) by host; empty where there is nothing to remove.
  returned: success
  type: dict
msg:
  description: What was found, or why it is refused.
  returned: always
  type: str
problems:
  description: Every problem, where names do not agree.
  returned: failure
  type: list
  elements: str
"""
