# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shell lines that run watchers on a host: programs of this folder, each of which reads a question in JSON."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any


def once(name: str) -> str:
    """Runs a watcher that ends by itself; its question, which may hold passwords that are right, is standard input."""
    return shlex.join(["python3", "-c", Path(__file__).with_name(f"{name}.py").read_text()])


def stop_file(name: str) -> str:
    """What a watcher ends at."""
    return f"/run/{name}.stop"


def answer(name: str) -> str:
    """What it says stands here, once it has ended."""
    return f"/run/{name}.json"


def start(name: str, question: Any) -> str:
    """Starts one that ends when its stop file is there."""
    line = f"printf %s {shlex.quote(json.dumps(question))} | {once(name)} >{answer(name)}"
    return f"rm -f {stop_file(name)} && systemd-run --quiet --collect --unit {name} sh -c {shlex.quote(line)}"


def stop(name: str) -> str:
    """Ends it; prints what it saw, and fails with its last words where it did not live to tell."""
    ended = f"while systemctl is-active --quiet {name}; do sleep 0.1; done"
    return (
        f"touch {stop_file(name)}; timeout 60 sh -c '{ended}'; "
        f"test -s {answer(name)} && cat {answer(name)} || {{ journalctl --no-pager --unit {name} >&2; exit 1; }}"
    )


def scan(addresses: list[str], ports: list[int]) -> str:
    """Starts the scanner."""
    return start("scanner", [addresses, ports, stop_file("scanner")])


def intrude(addresses: list[str], logins: Any) -> str:
    """Starts the intruder."""
    return start("intruder", [addresses, logins, stop_file("intruder")])
