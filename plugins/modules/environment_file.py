#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module maestro.databases.environment_file."""

from __future__ import annotations

DOCUMENTATION = r"""
module: environment_file
short_description: Write an application's environment file and let its units read it
version_added: 0.1.0
description:
  - Writes a file of environment variables in one step, readable only by those who should, and shows none of its values.
  - Writes a drop-in for each systemd unit that reads the file, and removes those of units that no longer do.
  - Tells which units run with an older environment. The module restarts nothing and does not reload systemd.
  - Warns of variables that were set by hand for such a unit and that contradict the file, by their names and hosts, and
    of units that the host does not have.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  path:
    description:
      - The environment file. Folders above it are made.
      - Letters, digits and V(._-/@+) only, since systemd reads other characters in its own way.
    type: str
    required: true
  content:
    description:
      - The whole text, as P(maestro.databases.environment#lookup) returns it.
      - Required with O(state=present).
    type: str
  files:
    description:
      - Further files with the same variables in other formats, as P(maestro.databases.environment_files#lookup) returns
        them. They get the same owner, group and mode. No unit reads them.
      - A file that is not listed any more is left; list it once with O(state=absent) to remove it.
    type: list
    elements: dict
    default: []
    suboptions:
      path:
        description: The file.
        type: str
        required: true
      content:
        description: The whole text. Required with O(state=present).
        type: str
  owner:
    description: Owner of the file, by name or number.
    type: str
    default: root
  group:
    description: Group of the file, by name or number. It may read the file.
    type: str
    default: root
  mode:
    description: Mode of the file, octal.
    type: str
    default: "0640"
  directory_mode:
    description: Mode of folders that have to be made.
    type: str
    default: "0755"
  units:
    description:
      - systemd services that read the file; C(.service) may be left out.
      - The name of a template, such as C(shop@.service), stands for all its instances.
      - The drop-in is C(/etc/systemd/system/<unit>.d/50-maestro.conf).
      - A unit that is not listed any more loses its drop-in.
    type: list
    elements: str
    default: []
  state:
    description: Whether the file and its drop-ins are there.
    type: str
    choices: [present, absent]
    default: present
attributes:
  check_mode:
    description: Predicts the changes and the units to restart, and changes nothing.
    support: full
  diff_mode:
    description: Names the variables that are added, changed and removed. Values are hidden.
    support: full
seealso:
  - plugin: maestro.databases.environment
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Write the environment of the application
  maestro.databases.environment_file:
    path: /etc/maestro/applications/shop-production.env
    content: "{{ lookup('maestro.databases.environment', plan, host=inventory_hostname) }}"
    group: shop
    units: [shop-web, shop-worker]
  register: environment_file

- name: Restart what runs with an older one
  ansible.builtin.systemd_service:
    name: "{{ item }}"
    state: restarted
    daemon_reload: true
  loop: "{{ environment_file.restart }}"

- name: Take it away
  maestro.databases.environment_file:
    path: /etc/maestro/applications/shop-production.env
    state: absent
"""

RETURN = r"""
file:
  description: The environment file.
  returned: success
  type: str
files:
  description: Further files that were written or removed.
  returned: success
  type: list
  elements: str
variables:
  description: Names of the variables that were added, changed and removed.
  returned: success
  type: dict
  sample: {added: [REDIS_URL], changed: [], removed: []}
drop_ins:
  description: Units whose drop-in was written or removed.
  returned: success
  type: list
  elements: str
daemon_reload:
  description: Whether systemd has to read its units again.
  returned: success
  type: bool
restart:
  description: Units that run, or failed to, with an older environment. A unit that is stopped is not among them.
  returned: success
  type: list
  elements: str
missing:
  description: Units that this host does not have yet. They read the file once they are installed.
  returned: success
  type: list
  elements: str
conflicts:
  description: Variables set by hand that contradict the file, without their values.
  returned: success
  type: list
  elements: str
  sample: ["shop.service: DATABASE_URL in /etc/default/shop leads to old-db, our POSTGRESQL_URL to 10.0.0.3"]
"""

import platform
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.connections.environment import (
    Plan,
    carry_out,
    diff,
    hand_set,
    last_written,
    make_plan,
    readers,
    rewritten,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.files import Wanted, group_id, user_id
from ansible_collections.maestro.databases.plugins.module_utils.connections.units import (
    Unit,
    missing_text,
    parse_show,
    show_command,
    stale,
    template_of,
    unit_name,
    unread,
)

PATH = re.compile(r"(?:/[A-Za-z0-9._@+-]+)+")


@dataclass(frozen=True)
class Arguments:
    """What the host should be like."""

    wanted: Wanted | None
    further: dict[str, Wanted | None]
    units: list[str]
    folder_mode: int


def arguments(module: AnsibleModule) -> Arguments:
    """The files as they should be, the units and the mode of folders; fails with every mistake at once."""
    given = module.params
    problems: list[str] = []

    def checked(function: Callable[..., Any], *values: Any) -> Any:
        try:
            return function(*values)
        except ValueError as error:
            problems.append(str(error))
            return None

    paths = [given["path"], *(file["path"] for file in given["files"])]
    outside = [path for path in paths if not PATH.fullmatch(path)]
    problems += [f"path '{path}' has to be absolute, of letters, digits and ._-/@+" for path in outside]
    problems += [f"path '{path}' is given twice" for path in sorted(set(paths)) if paths.count(path) > 1]
    units = [checked(unit_name, unit) for unit in given["units"]]
    files: dict[str, Wanted | None] = dict.fromkeys(paths)
    modes = [checked(octal, name, given[name]) for name in ("mode", "directory_mode")]
    if given["state"] == "present":
        uid, gid = checked(user_id, given["owner"]), checked(group_id, given["group"])
        for file in (given, *given["files"]):
            if file["content"] is None:
                problems.append(f"path '{file['path']}' has no content")
            files[file["path"]] = Wanted(file["path"], file["content"], uid, gid, modes[0])
    if problems:
        module.fail_json(msg="; ".join(problems))
    return Arguments(files.pop(given["path"]), files, list(dict.fromkeys(units)), modes[1])


def octal(name: str, text: str) -> int:
    """A mode.

    Raises:
        ValueError: It is none.
    """
    if not re.fullmatch(r"0?[0-7]{3}", text):
        raise ValueError(f"{name} '{text}' is no octal mode such as 0640")
    return int(text, 8)


def show(module: AnsibleModule, names: list[str]) -> list[Unit]:
    """What systemd knows about units."""
    if not names:
        return []
    code, output, error = module.run_command(show_command(names))
    if code != 0:
        reason = error.strip() or f"it ended with {code}"
        module.fail_json(msg=f"systemctl cannot tell about {', '.join(names)}: {reason}")
    return parse_show(output)


def result(plan: Plan, units: list[Unit], wanted: list[str]) -> dict[str, object]:
    """What the module returns; it holds no value of a variable."""
    drop_ins = [change.unit for change in plan.changes if change.unit]
    behind = unread(units, plan.environment.path, readers(plan))
    loaded = {name for unit in units if unit.loaded for name in (unit.name, template_of(unit.name))}
    return {
        "changed": bool(plan.changes),
        "file": plan.environment.path,
        "files": [change.path for change in plan.changes if change.further],
        "variables": {
            "added": list(plan.names.added),
            "changed": list(plan.names.changed),
            "removed": list(plan.names.removed),
        },
        "drop_ins": drop_ins,
        "daemon_reload": bool(drop_ins or behind),
        "restart": stale(units, rewritten(plan) | behind, last_written(plan)),
        # A template is never loaded itself, and may have no instance yet.
        "missing": [unit for unit in wanted if unit not in loaded and "@." not in unit],
        "conflicts": hand_set(units, plan),
        "diff": diff(plan),
    }


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "str", "required": True},
            "content": {"type": "str", "no_log": True},
            "files": {
                "type": "list",
                "elements": "dict",
                "default": [],
                "options": {"path": {"type": "str", "required": True}, "content": {"type": "str", "no_log": True}},
            },
            "owner": {"type": "str", "default": "root"},
            "group": {"type": "str", "default": "root"},
            "mode": {"type": "str", "default": "0640"},
            "directory_mode": {"type": "str", "default": "0755"},
            "units": {"type": "list", "elements": "str", "default": []},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        },
        required_if=[("state", "present", ("content",))],
        supports_check_mode=True,
    )
    asked = arguments(module)
    try:
        plan = make_plan(module.params["path"], asked.wanted, asked.units, asked.further)
        units = show(module, [change.unit for change in plan.drop_ins])
        answer = result(plan, units, asked.units)
        if not module.check_mode:
            for change in plan.changes:
                carry_out(change, asked.folder_mode)
    except ValueError as error:
        module.fail_json(msg=str(error))
    except OSError as error:
        module.fail_json(msg=f"{error.filename or module.params['path']}: {error.strerror}; mend it and run again")
    for unit in answer["missing"] if asked.wanted else ():  # type: ignore[attr-defined]
        module.warn(missing_text(unit, platform.node()))
    for conflict in answer["conflicts"]:  # type: ignore[attr-defined]
        module.warn(f"{conflict}; unset one of the two")
    module.exit_json(**answer)


if __name__ == "__main__":
    main()
