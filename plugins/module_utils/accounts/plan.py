# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a converge of accounts is going to do: one list of steps, which feeds check mode, diff, result and execution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Work = TypeVar("Work")


@dataclass
class Step(Generic[Work]):
    """What happens to one object. Nothing in it but `work` may hold a secret."""

    #: `user`, `database`, `grant`, …
    kind: str
    name: str
    #: `created`, `changed`, `removed` or `unchanged`
    state: str
    #: In words, such as `password` or `connection limit 10 → 20`; never a secret.
    changes: Sequence[str] = ()
    #: What the engine's own code executes: statements, commands.
    work: Sequence[Work] = ()


@dataclass
class Plan(Generic[Work]):
    """The steps in the order in which they are taken."""

    steps: list[Step[Work]] = field(default_factory=list)
    #: What the diff is headed by.
    title: str = "accounts"

    def add(self, kind: str, name: str, *, state: str, changes: Sequence[str] = (), work: Sequence[Work] = ()) -> None:
        """Appends a step."""
        self.steps.append(Step(kind, name, state, tuple(changes), tuple(work)))

    @property
    def changed(self) -> bool:
        """Whether anything is to be done."""
        return any(step.state != "unchanged" for step in self.steps)

    @property
    def work(self) -> list[Work]:
        """All that is to be executed, in order."""
        return [one for step in self.steps for one in step.work]

    def result(self) -> dict[str, Any]:
        """`changed`, `objects` and `diff` as every accounts module returns them."""
        return {"changed": self.changed, "objects": self.objects(), "diff": self.diff()}

    def objects(self) -> list[dict[str, Any]]:
        """Every object with what happens to it."""
        return [
            {"kind": step.kind, "name": step.name, "state": step.state, "changes": list(step.changes)}
            for step in self.steps
        ]

    def diff(self) -> dict[str, str]:
        """Before and after in Ansible's shape: a line for each object that differs, without secrets."""
        before: list[str] = []
        after: list[str] = []
        for step in self.steps:
            if step.state == "unchanged":
                continue
            line = f"{step.kind} {step.name}"
            what = f": {', '.join(step.changes)}" if step.changes else ""
            if step.state != "created":
                before.append(line)
            if step.state != "removed":
                after.append(f"{line}{what}")
        return {
            "before_header": self.title,
            "after_header": self.title,
            "before": "".join(f"{line}\n" for line in before),
            "after": "".join(f"{line}\n" for line in after),
        }
