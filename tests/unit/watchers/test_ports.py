# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is scanned, and who is intruded upon."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.engines import ENGINES
from tests.watchers.logins import KNOWN, PACKAGED, REFUSALS
from tests.watchers.ports import scanned


def test_all_that_a_server_might_open_is_scanned_after_the_control() -> None:
    found = {name: scanned(name) for name, engine in ENGINES.items() if engine.deployable}
    assert found == {
        "mysql": [22, 3306, 33060],
        "postgresql": [22, 5432],
        "mongodb": [22, 27017, 27018, 27019],
        "redis": [22, 6379, 16379],
        "elasticsearch": [22, 9200, 9300],
        "rabbitmq": [22, 4369, 5671, 5672, 15672, 15692, 25672],
        "influxdb": [22, 8086, 8088],
        "glusterfs": [22, 24007, 24008, *range(24100, 24200), 49152, 60000],
        "memcached": [22, 11211],
    }
    assert set(scanned(*found)) == {port for ports in found.values() for port in ports}


def test_every_engine_with_logins_is_tried() -> None:
    with_logins = {name for name, engine in ENGINES.items() if engine.deployable and engine.accounts}
    assert set(PACKAGED) == set(KNOWN) == set(REFUSALS) == with_logins
