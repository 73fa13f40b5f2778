# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the YAML files of Rails have in common: one entry for each environment, read, changed and told alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..problem import Problem
from .rails_edit import Edits
from .rails_nodes import Entry
from .rails_scan import OUTPUT, UnreadableError
from .rails_yaml import read
from .settings_databases import Database, same_name

MEND = "write it plainly, or set tamper_with_yml: false for its group"
#: The reason that the user gave, and need not be told.
ASKED_FOR = "tamper_with_yml is false"


@dataclass
class Outcome:
    """What becomes of a file."""

    #: None: it is left as it is.
    text: str | None = None
    #: By name of an entry that is led to a group, the host that it names.
    led: dict[str, str] = field(default_factory=dict)
    #: Those of them that no variable leads elsewhere.
    fixed: set[str] = field(default_factory=set)
    #: What was left alone, and why.
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def leave(self, what: str, reason: str) -> None:
        """Notes what is left alone; who did not ask for it is warned."""
        self.notes.append(f"{what} is left alone: {reason}")
        if reason != ASKED_FOR:
            self.warnings.append(self.notes[-1])


@dataclass(frozen=True)
class File:
    """A file of Rails and what it is to be changed for."""

    path: str
    #: The entry that counts, such as ``production``.
    environment: str
    #: The groups of its engines.
    found: Sequence[Database]
    #: By name of an entry, the group that it means, where that is not the name itself.
    groups: Mapping[str, str] = field(default_factory=dict)

    def rewritten(
        self, text: str | None, engines: str, change: Callable[[Edits, Entry | None, Outcome], None]
    ) -> Outcome:
        """The file with its changes.

        Args:
            text: The content so far; None where there is no such file.
            engines: How messages call the engines of this kind of file.
            change: Notes down the changes of the environment's entry.
        """
        outcome = Outcome(problems=self.wrong_groups(engines))
        if not any(one.tamper for one in self.found):
            outcome.leave(self.path, ASKED_FOR if self.found else f"the plan has no {engines} of its own")
            return outcome
        try:
            document = read(text or "")
        except UnreadableError as error:
            outcome.problems.append(Problem(f"{self.path} line {error.line}", error.what, MEND))
            return outcome
        entry = document.root.entry(self.environment)
        if entry is None and any(OUTPUT in other.key for other in document.root.entries):
            mend = f"write '{self.environment}:' plainly"
            outcome.problems.append(Problem(self.path, "names its environments by tags <% … %>", mend))
        elif document.root.kind == "flow" and (entry is None or entry.value.kind == "empty"):
            mend = f"write '{self.environment}: {{}}' into them"
            outcome.problems.append(
                Problem(self.path, f"holds everything in braces, but no '{self.environment}'", mend)
            )
        elif entry and entry.value.kind in ("scalar", "other"):
            place = f"{self.path} line {document.line(entry.start)}"
            outcome.problems.append(Problem(place, f"'{self.environment}' is no mapping", MEND))
        else:
            edits = Edits(document)
            try:
                change(edits, entry, outcome)
            except ValueError as error:
                outcome.problems.append(Problem(self.path, f"a value {error}", "give that account another one"))
            outcome.problems += edits.problems
            outcome.text = edits.text() if outcome.led and not outcome.problems else None
        return outcome

    def wrong_groups(self, engines: str) -> list[Problem]:
        """Groups that a user names and the plan does not have."""
        known = {same_name(one.group) for one in self.found} | {one.name for one in self.found}
        mend = f"use one of: {', '.join(sorted(known)) or 'none'}"
        return [
            Problem(f"{self.path}: groups.{entry}", f"there is no {engines} group '{group}'", mend)
            for entry, group in self.groups.items()
            if same_name(group) not in known and group not in known
        ]
