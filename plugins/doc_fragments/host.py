# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation shared by the modules that run on database hosts."""

from __future__ import annotations


class ModuleDocFragment:
    """What every such module keeps to."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Predicts what a run would do, also on a host where nothing is installed yet, and changes nothing.
    support: full
  diff_mode:
    description: Shows what differs, without secrets.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
    support: full
  platform:
    description: Debian and what is made from it, with systemd.
    platforms: debian
    support: full
author:
  - Maestro Databases contributors (@maestro-databases)
"""

    READ_ONLY = r"""
attributes:
  check_mode:
    description: Reads only; there is nothing to predict.
    support: full
  diff_mode:
    description: Reads only; there is nothing to show.
    support: none
  idempotent:
    description: Reads only.
    support: full
  platform:
    description: Debian and what is made from it, with systemd.
    platforms: debian
    support: full
author:
  - Maestro Databases contributors (@maestro-databases)
"""

    LOCK = r"""
options:
  lock_timeout:
    description:
      - Seconds to wait for the package manager's locks, and for another run of this collection on the same host.
      - When they are over, the message names the process that holds the lock.
    type: int
    default: 300
"""
