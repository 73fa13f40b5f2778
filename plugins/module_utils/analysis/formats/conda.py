# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads conda's environment.yml, with what pip installs into it."""

from __future__ import annotations

from . import yaml_lines as yaml
from .pyproject import Dependency, Project
from .requirements import Requirement, normalised, parse_requirement, version_of

#: conda's name of a package to PyPI's, where they differ. `redis` of conda is the server, which a developer runs.
_NAMES = {"redis-py": "redis", "python-elasticsearch": "elasticsearch"}
_NO_PACKAGES = frozenset("redis postgresql mysql mongodb rabbitmq-server elasticsearch influxdb memcached".split())


def parse_conda(source: str) -> Project:
    """Reads an environment.yml. Raises FormatError."""
    project = Project()
    listed = yaml.members(yaml.parse_yaml(source)).get("dependencies", (None, None))[1]
    for item in yaml.items(listed):
        text = yaml.scalar(item)
        if text:
            name, _sign, version = text.rpartition("::")[2].strip().partition("=")
            name = normalised(name.split("<")[0].split(">")[0].split(" ")[0].strip())
            if name == "python":
                project.python = version_of(version.lstrip("="))
            elif name and name not in _NO_PACKAGES:
                requirement = Requirement(_NAMES.get(name, name), yaml.line_of(item), version=version_of(version))
                project.dependencies.append(Dependency(requirement))
        for entry in yaml.items(yaml.members(item).get("pip", (None, None))[1]):
            asked = parse_requirement(yaml.scalar(entry), yaml.line_of(entry))
            if asked:
                project.dependencies.append(Dependency(asked))
    return project
