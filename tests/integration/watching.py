# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Those of tests.watchers on the hosts of a lab."""

from __future__ import annotations

import json
from typing import Any

from tests.hosts import Lab
from tests.watchers import lines


def stop(hosts: Lab, host: str, name: str) -> Any:
    """Ends a watcher; returns what it saw."""
    return json.loads(hosts.ssh(host, lines.stop(name)).stdout)


def once(hosts: Lab, host: str, name: str, question: Any) -> Any:
    """What one says that ends by itself."""
    return json.loads(hosts.ssh(host, lines.once(name), given=json.dumps(question)).stdout)
