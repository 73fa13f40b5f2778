# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation shared by the modules of the names outside Kubernetes."""

from __future__ import annotations


class ModuleDocFragment:
    """Read by ansible-doc."""

    DOCUMENTATION = r"""
options:
  application:
    description: Name of the application whose names they are.
    type: str
    required: true
  environment:
    description: Its environment.
    type: str
    required: true
"""
