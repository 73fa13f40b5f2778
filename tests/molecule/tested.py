# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's table of what was tested, made from what the scenarios recorded.

`python -m tests.molecule.tested` writes it; a test holds the README against it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping

from tests.checkout import BUILD
from tests.readme import Section

RECORDS = BUILD / "tested"
SECTION = Section("tested", "tests.molecule.tested")
RELEASES = {"bookworm": "bookworm (12)", "trixie": "trixie (13)", "sid": "sid"}
SOURCES = {"distribution": "Debian's", "vendor": "its maker's layout, from the lab's mirror"}
NAMES = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "redis": "Redis",
    "valkey": "Valkey",
    "mongodb": "MongoDB",
    "rabbitmq": "RabbitMQ",
    "elasticsearch": "Elasticsearch",
    "opensearch": "OpenSearch",
    "influxdb": "InfluxDB",
    "glusterfs": "GlusterFS",
    "memcached": "Memcached",
}


def records() -> list[dict[str, str]]:
    """What the scenarios' last runs recorded."""
    return [json.loads(path.read_text()) for path in sorted(RECORDS.glob("*.json"))]


def table(found: Iterable[Mapping[str, str]]) -> str:
    """One row a server, the versions by release."""
    rows: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for one in found:
        versions = rows.setdefault((one["engine"], one["flavour"], one["source"]), {})
        versions.setdefault(one["release"], set()).add(one["version"])
    order = list(NAMES)
    lines = [
        "| engine | server | " + " | ".join(RELEASES.values()) + " | packages |",
        "|---" * (len(RELEASES) + 3) + "|",
    ]
    for engine, flavour, source in sorted(rows, key=lambda row: (row[0], order.index(row[1]), row[2])):
        cells = [
            ", ".join(sorted(rows[engine, flavour, source].get(release, ()), key=_parts)) or "-" for release in RELEASES
        ]
        lines.append(f"| {engine} | {NAMES[flavour]} | {' | '.join(cells)} | {SOURCES[source]} |")
    return "".join(f"{line}\n" for line in lines)


def lasting(text: str) -> str:
    """A table without the versions of sid, which move on by themselves."""
    column = 2 + list(RELEASES).index("sid")
    rows = [line.split("|") for line in text.splitlines()]
    for row in rows[2:]:
        row[column + 1] = row[column + 1] if row[column + 1].strip() == "-" else " some "
    return "\n".join("|".join(row) for row in rows)


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def main() -> int:
    """Puts the table into the README."""
    SECTION.write(table(records()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
