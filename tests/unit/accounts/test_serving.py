# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server that starts when its accounts are there."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts import serving

ACCOUNTS = {"changed": False, "objects": [], "diff": {"before": "", "after": ""}}
SERVICE = {"name": "redis", "units": ["redis-server"], "probes": [], "action": "restart", "timeout": 60, "kernel": []}


def started(service: dict[str, Any] | None, **then: Any) -> tuple[dict[str, Any], list[str]]:
    """What the module returns, and what it warned of."""
    warned: list[str] = []
    module = SimpleNamespace(params={"service": service, "lock_timeout": 1}, check_mode=False, warn=warned.append)
    return serving.started(module, ACCOUNTS, **then), warned


def test_without_a_service_nothing_is_started() -> None:
    assert started(None) == (ACCOUNTS, [])


def test_the_result_tells_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    def converge(files: Sequence[Any], takers: Sequence[Any], *, predict: bool, lock_timeout: float) -> dict[str, Any]:
        assert (list(files), takers[0].service.name, takers[0].due, predict, lock_timeout) == (
            [],
            "redis",
            True,
            False,
            1,
        )
        return {
            "changed": True,
            "steps": {"redis": ["restart"]},
            "diff": [{"after": "redis-server\n"}],
            "told": ["low"],
        }

    monkeypatch.setattr(serving, "converge", converge)
    monkeypatch.setattr(serving, "service", lambda given: SimpleNamespace(name=given["name"]))
    assert started(SERVICE, due=True) == (
        {
            "changed": True,
            "objects": [],
            "diff": [{"before": "", "after": ""}, {"after": "redis-server\n"}],
            "steps": ["restart"],
        },
        ["low"],
    )
