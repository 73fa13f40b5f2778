# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that somebody changed at run time, which the server keeps in a file of its own that wins over ours."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

_LINE = re.compile(r"^\s*([A-Za-z_][A-Za-z0-9_.]*)\s*=?\s*(.*?)\s*$")


def read(paths: Sequence[str]) -> list[dict[str, str]]:
    """Name, value and file of each such setting."""
    found: list[dict[str, str]] = []
    for path in paths:
        try:
            with open(path, encoding="utf-8", errors="replace") as text:
                values = parse(text.read())
        except OSError:
            continue
        found += [{"name": name, "value": value, "path": path} for name, value in values.items()]
    return found


def parse(text: str) -> dict[str, str]:
    """Settings of a file of `name = 'value'` lines, as PostgreSQL writes it, or of the JSON that MySQL writes."""
    if text.startswith("{"):
        return _parse_json(text)
    values: dict[str, str] = {}
    for line in text.splitlines():
        found = _LINE.match(line)
        if not found or line.lstrip().startswith("#"):
            continue
        value = found.group(2)
        if len(value) >= 2 and value[0] == value[-1] == "'":
            value = value[1:-1].replace("''", "'")
        values[found.group(1)] = value
    return values


def _parse_json(text: str) -> dict[str, str]:
    """Settings of mysqld-auto.cnf: groups such as `mysql_static_variables`, in each `name: {Value: …}`."""
    try:
        groups = json.loads(text)
    except ValueError:
        return {}
    return {
        str(name): str(one["Value"])
        for variables in groups.values()
        if isinstance(variables, dict)
        for name, one in variables.items()
        if isinstance(one, dict) and "Value" in one
    }
