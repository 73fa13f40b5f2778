# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and the services that take them over, in one go and under one lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import kernel
from .files import Files, Wanted
from .locks import one_run
from .service import Service


@dataclass(frozen=True)
class Taker:
    """A service that takes files over."""

    service: Service
    #: Whether there is something to put into force besides files.
    due: bool = False


def converge(
    wanted: Sequence[Wanted], takers: Sequence[Taker], *, predict: bool, lock_timeout: float
) -> dict[str, Any]:
    """Writes the files and then has each service take them over, in this order; returns a module's result.

    Args:
        wanted: The files.
        takers: The services.
        predict: Change nothing, as in check mode.
        lock_timeout: Seconds to wait for another run on the host.

    Raises:
        HostError: A file was refused, so that none was replaced; or a service did not come up, and those after it were
            left alone.
    """
    files = Files(wanted)
    told: list[str] = []
    waiting = files.pending()
    steps = {
        taker.service.name: taker.service.plan(changed=taker.due or taker.service.name in waiting) for taker in takers
    }
    diff = [change.diff() for change in files.changes]
    diff += [taker.service.diff(steps[taker.service.name]) for taker in takers if steps[taker.service.name]]
    changed = bool(files.changes) or any(steps.values())
    if changed and predict:
        files.check(predict=True)
    elif changed:
        with one_run(lock_timeout):
            files.check(predict=False)
            files.apply()
            read = False
            for taker in takers:
                # What was written may have brought units, and what came before may have started this one.
                taker.service.look()
                needed = taker.service.plan(changed=taker.due)
                taker.service.apply(needed, read=read)
                read = read or "enable" in needed
                told += kernel.lacking(taker.service.kernel) if needed else []
    return {
        "changed": changed,
        "files": {change.wanted.path: change.what for change in files.changes},
        "pending": {name: paths for name, paths in waiting.items() if name not in steps},
        "steps": steps,
        "diff": diff,
        "told": told,
    }
