# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put files into force: start, reload or restart, wait until the server answers, go back where it does not."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import units
from .pending import Pending
from .problem import HostError

#: As often as this systemd starts again a server that does not come up, before it is given up.
_RESTARTS = 2
#: Seconds between two looks whether a server answers.
_PAUSE = 0.03


@dataclass(frozen=True)
class Probe:
    """Where a server that is ready takes connections: a port, or a socket file."""

    address: str = ""
    port: int = 0
    path: str = ""

    def answers(self) -> bool:
        """Whether a connection is taken now."""
        try:
            if self.path:
                with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
                    client.settimeout(2)
                    client.connect(self.path)
            else:
                socket.create_connection((self.address, self.port), timeout=2).close()
        except OSError:
            return False
        return True

    def __str__(self) -> str:
        return self.path or f"{self.address} port {self.port}"


@dataclass
class Service:
    """A service with the files that wait for it."""

    #: Name under which its files wait.
    name: str
    #: The first one is the server; all are started and enabled.
    unit_names: Sequence[str]
    probes: Sequence[Probe] = ()
    #: What puts changed files into force on a server that runs: `reload` or `restart`.
    action: str = "restart"
    #: Seconds until a server that does not answer is given up.
    timeout: float = 60
    #: Units to enable, where not all of them can be.
    enable: Sequence[str] = ()
    #: Settings of the kernel that the server asks for, each with `name`, `value` and `otherwise`.
    kernel: Sequence[Mapping[str, str]] = ()

    def __post_init__(self) -> None:
        self.pending = Pending(self.name)
        self.look()
        #: What systemd counted before the step that is waited for; a start counts anew.
        self._restarts = 0

    def look(self) -> None:
        """Looks at the units; once more where files changed since, which may have brought some."""
        self.before = units.show(list(self.unit_names))

    @property
    def first(self) -> str:
        """The server's unit."""
        return self.unit_names[0]

    @property
    def enabled_at_boot(self) -> Sequence[str]:
        """The units that are to be enabled."""
        return self.enable or self.unit_names

    def plan(self, changed: bool = False) -> list[str]:
        """The steps that are needed, of `enable`, `start`, `reload` and `restart`.

        Args:
            changed: Whether there is something to put into force besides the files that wait.
        """
        steps = [] if all(self.before[name].enabled for name in self.enabled_at_boot) else ["enable"]
        if not self.before[self.first].active:
            steps.append("start")
        elif changed or self.pending.paths():
            steps.append(self.action)
        return steps

    def diff(self, steps: Sequence[str]) -> dict[str, str]:
        """Before and after, in Ansible's shape."""
        took = f" ({', '.join(steps)})" if steps else ""
        return {
            "before_header": self.name,
            "after_header": self.name,
            "before": "".join(
                f"{name}: {'active' if unit.active else 'inactive'}\n" for name, unit in self.before.items()
            ),
            "after": "".join(f"{name}: active{took}\n" for name in self.before),
        }

    def apply(self, steps: Sequence[str], act: Callable[[str], Any] | None = None, *, read: bool = False) -> None:
        """Takes the steps; `act` replaces systemctl for `start`, `reload` and `restart`.

        Args:
            steps: What `plan` said.
            act: Called with the step.
            read: Whether systemd has read its units' files since they were written.

        Raises:
            HostError: The server did not come up. Where it ran before, it runs again on the files it had.
        """
        changed = self.pending.paths()
        if "enable" in steps:
            # Has systemd read its units' files as well.
            units.control("enable", "--quiet", *[units.full_name(name) for name in self.enabled_at_boot])
        elif any(unit.stale or not unit.exists for unit in self.before.values()) or (
            not read and any(path.startswith("/etc/systemd/") for path in changed)
        ):
            units.control("daemon-reload")
        for step in steps:
            if step != "enable":
                self._step(step, changed, act)
        self.pending.clear()

    def _step(self, step: str, changed: Sequence[str], act: Callable[[str], Any] | None) -> None:
        self._restarts = self.before[self.first].restarts if step == "reload" else 0
        try:
            if act is None:
                self.systemctl(step)
            else:
                act(step)
            self.wait()
        except HostError as error:
            told = units.start_error(self.first, error)
            if not self.before[self.first].active or not changed:
                raise told from error
            raise HostError(f"{told}\n{self.go_back()}") from error

    def systemctl(self, step: str) -> None:
        """Starts, reloads or restarts the units."""
        names = [units.full_name(name) for name in (self.unit_names if step == "start" else [self.first])]
        if step == "start" and self.before[self.first].failed:
            # A unit that failed too often stays down for a while otherwise.
            units.control("reset-failed", names[0])
        units.control(step, *names, timeout=self.timeout + 120)

    def wait(self) -> None:
        """Waits until every probe is answered.

        Raises:
            HostError: The unit failed, or the time is over.
        """
        ends = time.monotonic() + self.timeout
        silent = list(self.probes)
        while True:
            silent = [probe for probe in silent if not probe.answers()]
            if not silent:
                break
            if time.monotonic() >= ends or self._given_up():
                raise HostError(f"{self.first} does not answer on {', '.join(str(probe) for probe in silent)}")
            time.sleep(_PAUSE)
        if not units.show([self.first])[self.first].active:
            raise HostError(f"{self.first} is not active")

    def go_back(self) -> str:
        """Puts the former files back and the server up on them; says how that went."""
        restored = self.pending.restore()
        try:
            if any(path.startswith("/etc/systemd/") for path in restored):
                units.control("daemon-reload")
            units.control("reset-failed", units.full_name(self.first))
            self._restarts = 0
            # Its own way of putting files into force may be what failed; a restart always reads them.
            self.systemctl("restart" if self.action == "restart" or self._down() else self.action)
            self.wait()
        except HostError as error:
            return f"The former files are back, and yet {error}"
        self.pending.clear()
        return f"The former files are back ({', '.join(restored)}) and {self.first} runs on them."

    def _given_up(self) -> bool:
        """Whether it failed, or keeps failing: a slow one does so for ever without ever being `failed`."""
        now = units.show([self.first])[self.first]
        return now.failed or now.restarts - self._restarts >= _RESTARTS

    def _down(self) -> bool:
        return not units.show([self.first])[self.first].active
