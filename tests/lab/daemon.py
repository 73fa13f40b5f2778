# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes of the lab that outlive the command: started, found again, replaced when dead, stopped by pid.

A pid file alone lies after a reboot, when the number belongs to a stranger. It is therefore kept
together with the start time that the kernel gives that process; both must agree before anything is signalled.
A run that was killed between the start and the pid file leaves a process without one: such orphans are
recognised by a mark in their environment.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import LabError, tail
from .processes import MARK, end, end_marked, start_time


def boot_id() -> str:
    """Return the identity of this boot of the machine."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


@dataclass(frozen=True)
class Daemon:
    """One background process, known by its pid file."""

    name: str
    folder: Path

    @property
    def pid_file(self) -> Path:
        """Where pid, start time and command line are kept."""
        return self.folder / f"{self.name}.pid"

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.folder / f"{self.name}.log"

    def pid(self) -> int | None:
        """Return the pid while it runs; drop a pid file that is stale."""
        record = self._record()
        if record is None:
            return None
        pid = int(record["pid"])
        if record.get("boot") == boot_id() and start_time(pid) == record.get("start"):
            return pid
        self.pid_file.unlink(missing_ok=True)
        return None

    def runs(self, argv: Sequence[str | Path], digest: str = "") -> bool:
        """Tell whether it runs with exactly this command."""
        record = self._record()
        return self.pid() is not None and record is not None and record["command"] == _digest(argv, digest)

    def ensure(
        self,
        argv: Sequence[str | Path],
        *,
        ready: Callable[[], bool],
        timeout: float = 30,
        env: Mapping[str, str] | None = None,
        digest: str = "",
        grace: float = 70,
    ) -> bool:
        """Leave it running with this command and ready; return whether it had to be started.

        ``digest`` stands for what the command reads besides its arguments.
        """
        if self.runs(argv, digest) and ready():
            return False
        self.stop(grace)
        self._start(argv, env, digest)
        deadline = time.monotonic() + timeout
        while not ready():
            if self.pid() is None:
                raise LabError(f"{self.name} ended while starting", f"the whole log is {self.log}", tail(self.log))
            if time.monotonic() > deadline:
                self.stop()
                raise LabError(f"{self.name} is not ready after {timeout:.0f} s", f"log: {self.log}", tail(self.log))
            time.sleep(0.1)
        return True

    def stop(self, grace: float = 70) -> None:
        """End it and wait until it is gone, so that its port is free."""
        pid = self.pid()
        if pid is not None:
            end(pid, grace)
        end_marked(str(self.pid_file), grace)
        self.pid_file.unlink(missing_ok=True)

    def _start(self, argv: Sequence[str | Path], env: Mapping[str, str] | None, digest: str) -> None:
        command = [str(word) for word in argv]
        with self.log.open("ab") as log:
            log.truncate(0)
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    env={**os.environ, **(env or {}), MARK: str(self.pid_file)},
                    cwd=self.folder,
                )
            except OSError as error:
                raise LabError(f"{self.name} does not start: {error}", f"is {command[0]} a program?") from error
        record = {
            "pid": process.pid,
            "start": start_time(process.pid),
            "boot": boot_id(),
            "command": _digest(argv, digest),
        }
        half = self.pid_file.with_suffix(".pid.half")
        half.write_text(json.dumps(record))
        half.rename(self.pid_file)

    def _record(self) -> dict[str, str] | None:
        try:
            record = json.loads(self.pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return record if isinstance(record, dict) and {"pid", "command"} <= record.keys() else None


def _digest(argv: Sequence[str | Path], digest: str) -> str:
    return hashlib.sha256("\0".join([digest, *map(str, argv)]).encode()).hexdigest()
