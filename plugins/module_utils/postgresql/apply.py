# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put a PostgreSQL server's files into force: reload, restart only where a setting asks for it, then look at it."""

from __future__ import annotations

import time
from typing import Any

from ..accounts.postgresql import Server
from ..hosts.problem import HostError
from ..hosts.service import Service

_FILE_ERRORS = """
SELECT sourcefile || ' line ' || sourceline || ': ' || coalesce(name || ': ', '') || error
  FROM pg_catalog.pg_file_settings
 WHERE error IS NOT NULL AND error <> 'setting could not be applied'
"""
_HBA_ERRORS = """
SELECT 'pg_hba line ' || line_number || ': ' || error FROM pg_catalog.pg_hba_file_rules WHERE error IS NOT NULL
"""
_LOADED = "SELECT pg_catalog.pg_conf_load_time()::text"
_PENDING = "SELECT name FROM pg_catalog.pg_settings WHERE pending_restart ORDER BY name"
_LOST = """
SELECT ours.name, ours.setting, winner.setting, winner.sourcefile
  FROM pg_catalog.pg_file_settings ours
  JOIN LATERAL (SELECT f.setting, f.sourcefile FROM pg_catalog.pg_file_settings f
                 WHERE f.name = ours.name ORDER BY f.seqno DESC LIMIT 1) winner ON true
 WHERE ours.sourcefile = %s AND winner.sourcefile <> ours.sourcefile AND winner.setting <> ours.setting
"""
SOCKETS = "/var/run/postgresql"


def present_port(data_directory: str) -> int:
    """The port of the server that runs on a data directory; 0 where none does."""
    try:
        with open(f"{data_directory}/postmaster.pid", encoding="ascii") as note:
            return int(note.read().splitlines()[3])
    except (OSError, ValueError, IndexError):
        return 0


class Running:
    """A server whose files are put into force."""

    def __init__(self, driver: Any, service: Service, *, data_directory: str, port: int, config: str) -> None:
        """Keeps what is needed.

        Args:
            driver: The module psycopg2.
            service: Its units.
            data_directory: Where its data are; a server that runs notes there which port it has.
            port: The port that it is to have.
            config: Path of our settings.
        """
        self.service = service
        self.data_directory = data_directory
        self.port = port
        self.server = Server(driver, directory=SOCKETS, port=present_port(data_directory) or port)
        self.driver = driver
        self.config = config
        #: What the files asked for in the end.
        self.did: list[str] = []

    def act(self, step: str) -> None:
        """Takes a step of the service; a reload becomes a restart where a setting needs one.

        Raises:
            HostError: A file has an error, or a setting of ours is not in force.
        """
        if step == "reload" and not self._reload():
            step = "restart"
        if step != "reload":
            self.server.close()
            self.service.systemctl(step)
            self.service.wait()
            self.server = Server(self.driver, directory=SOCKETS, port=self.port)
        self.check()
        self.did.append(step)

    def _reload(self) -> bool:
        """Has the server read its files; whether that was enough."""
        errors = [row[0] for text in (_FILE_ERRORS, _HBA_ERRORS) for row in self._rows(text)]
        if errors:
            raise HostError("\n".join(["PostgreSQL does not accept its files:", *errors]))
        before = self._rows(_LOADED)
        self._rows("SELECT pg_catalog.pg_reload_conf()")
        ends = time.monotonic() + 20
        while self._rows(_LOADED) == before:
            if time.monotonic() > ends:
                raise HostError("PostgreSQL did not read its files again within 20 s")
            time.sleep(0.02)
            self.server.close()
        # A connection that is made now has the postmaster's view of what waits for a restart.
        self.server.close()
        return not self._rows(_PENDING)

    def check(self) -> None:
        """Whether every setting of ours is the one in force.

        Raises:
            HostError: Another file wins; names the settings, both values and the file.
        """
        lost = self.server.query("postgres", _LOST, [self.config])
        if lost:
            lines = [f"{name}: {path} sets {theirs}, which wins over {ours}" for name, ours, theirs, path in lost]
            raise HostError("\n".join(["settings of ours that are not in force:", *lines]))

    def close(self) -> None:
        """Closes the connections."""
        self.server.close()

    def _rows(self, text: str) -> list[tuple[Any, ...]]:
        return self.server.query("postgres", text, ())
