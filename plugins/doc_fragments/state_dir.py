# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the option that says where an application's state folder is."""

from __future__ import annotations


class ModuleDocFragment:
    """Shared by everything that reads or writes an application's state folder."""

    DOCUMENTATION = r"""
options:
  state_dir:
    description:
      - Folder that holds the state folders of all applications.
      - An application's own is C(<application>-<environment>) below it, with C(state.yml) and the encrypted
        C(credentials.yml).
      - The default is C(maestro) beside the inventory.
    type: path
"""
