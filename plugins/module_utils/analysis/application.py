# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way: from a folder to what the application needs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from .detection import look
from .judgement import judge
from .libraries import missing
from .model import Findings, Need
from .monorepo import Apart, tell_apart
from .notes import notes
from .tree import Tree


class AnalysisError(Exception):
    """There is nothing to analyse; the text says why and how to mend it."""


@dataclass(frozen=True)
class Report:
    """What was understood of an application."""

    name: str
    environment: str
    findings: Findings
    #: The applications of the tree with the needs of each, and those of the whole.
    apart: Apart
    warnings: tuple[str, ...]

    @property
    def needs(self) -> tuple[Need, ...]:
        """What the whole tree needs."""
        return self.apart.needs

    def as_dict(self) -> dict[str, Any]:
        """As the module returns it."""
        findings = self.findings
        return {
            "application": {
                "name": self.name,
                "environment": self.environment,
                "languages": list(findings.languages),
                "language_versions": {name: version for name, version in findings.languages.items() if version},
                "frameworks": [
                    {"name": framework.name, "version": framework.version, "path": framework.path}
                    for framework in findings.frameworks
                ],
                "web_server": ", ".join(findings.web_servers),
                "procfile": findings.procfile,
                "hooks": findings.hooks,
            },
            "applications": [application.as_dict() for application in self.apart.applications],
            "ambiguous": self.apart.ambiguous,
            "databases": [need.as_dict() for need in self.needs],
            "warnings": list(self.warnings),
        }


def analyse(path: str, environment: str = "production", name: str = "") -> Report:
    """Reads the code in a folder, which gives the application its name if nothing else does.

    Raises:
        AnalysisError: Where there is nothing to read.
    """
    absent = missing()
    if absent:
        raise AnalysisError(
            f"this Python lacks {', '.join(absent)}; run on the controller with "
            "ansible_python_interpreter: '{{ ansible_playbook_python }}', which has them"
        )
    if not os.path.isdir(path):
        what = "is no folder" if os.path.exists(path) else "does not exist"
        raise AnalysisError(f"{path} {what}; give the folder that holds the application's code")
    tree = Tree(path)
    name = name or tree.name
    findings = look(tree, environment)
    apart = tell_apart(tree, name, environment, findings, tuple(judge(findings)))
    warnings = (*notes(findings, apart.needs), *sorted(tree.warnings))
    return Report(name, environment, findings, apart, warnings)
