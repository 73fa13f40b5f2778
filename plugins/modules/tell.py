#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action; the code stands in plugins/action/tell.py."""

from __future__ import annotations

DOCUMENTATION = r"""
module: tell
short_description: Show a text of several lines
version_added: 0.1.0
description:
  - Shows a text to the person who runs the playbook, line by line and without quotes.
  - Runs on the controller and changes nothing.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  text:
    description: The text. It must hold no secret.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Databases
  maestro.databases.tell:
    text: "{{ planned.plan | maestro.databases.report }}"
"""

RETURN = r"""
text:
  description: The text.
  returned: success
  type: str
"""
