# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""systemd's units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .command import run, tail
from .problem import HostError

_PROPERTIES = ("Id", "LoadState", "ActiveState", "UnitFileState", "MainPID", "NeedDaemonReload", "NRestarts")


@dataclass(frozen=True)
class Unit:
    """What systemd knows of one unit."""

    name: str
    exists: bool = False
    active: bool = False
    failed: bool = False
    enabled: bool = False
    masked: bool = False
    pid: int = 0
    #: Its files changed since systemd read them.
    stale: bool = False
    #: How often systemd started it again by itself.
    restarts: int = 0

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def full_name(name: str) -> str:
    """The name with its suffix."""
    return name if name.rpartition(".")[2] in {"service", "socket", "target", "timer", "mount"} else f"{name}.service"


def show(names: Sequence[str]) -> dict[str, Unit]:
    """The units by the names that were asked for; empty on a host without systemd."""
    if not names:
        return {}
    shown = run(
        ["systemctl", "show", "--property", ",".join(_PROPERTIES), *[full_name(name) for name in names]], check=False
    )
    if shown.returncode != 0:
        return {name: Unit(name) for name in names}
    blocks = [block for block in shown.stdout.strip().split("\n\n") if block]
    return {name: _parse(name, block) for name, block in zip(names, blocks)}


def _parse(name: str, block: str) -> Unit:
    values = dict(line.partition("=")[::2] for line in block.splitlines())
    return Unit(
        name=name,
        exists=values.get("LoadState") not in {"not-found", None},
        active=values.get("ActiveState") in {"active", "reloading"},
        failed=values.get("ActiveState") == "failed",
        enabled=values.get("UnitFileState") in {"enabled", "static", "generated", "indirect", "enabled-runtime"},
        masked=values.get("LoadState") == "masked",
        pid=int(values.get("MainPID") or 0),
        stale=values.get("NeedDaemonReload") == "yes",
        restarts=int(values.get("NRestarts") or 0),
    )


def control(*words: str, timeout: float = 180) -> None:
    """Runs systemctl.

    Raises:
        HostError: It failed.
    """
    run(["systemctl", "--no-ask-password", *words], what=f"systemctl {' '.join(words)}", timeout=timeout)


def journal(unit: str, lines: int = 15) -> str:
    """The last lines that a unit logged, for a message."""
    logged = run(["journalctl", "--no-pager", "--output", "cat", "--lines", str(lines), "--unit", unit], check=False)
    return tail(logged.stdout, lines)


def start_error(unit: str, error: HostError) -> HostError:
    """The error with what the unit logged."""
    logged = journal(full_name(unit))
    return HostError(f"{error}\n{unit} logged:\n{logged}") if logged else error
