#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module maestro.databases.application_files."""

from __future__ import annotations

DOCUMENTATION = r"""
module: application_files
short_description: Lead the settings files of an application to its databases
version_added: 0.1.0
description:
  - Writes host, port, user name, password and database into the files from which an application reads them, all files
    of a host in one call, and keeps every other byte of them.
  - Refuses everything that is wrong at once, before the first file is written, and replaces each file as a whole.
  - Values of secrets stand in no output. Tells which units run with older files, and restarts none.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  files:
    description: The files.
    type: list
    elements: dict
    required: true
    suboptions:
      path:
        description:
          - The application's folder, in which the file of its kind is meant, or the file itself.
          - What is not there has to be called as files of its kind are, such as C(database.yml) or C(.env). Else it is
            refused, since it may be a folder whose code is still to come.
        type: path
        required: true
      kind:
        description:
          - What reads the file. With each kind stands the file that is meant within a folder.
          - A relational database that C(adapter) does not lead to, one with C(url), and one without a group are left as
            they are in files of Rails, with a warning.
        type: str
        required: true
        choices:
          rails: C(config/database.yml).
          mongoid: C(config/mongoid.yml).
          laravel: C(.env), with C(DB_HOST) and the like.
          symfony: C(.env.local), with C(DATABASE_URL) and the like.
          django: C(.env), with C(DATABASE_URL), as django-environ and dj-database-url read it.
          node: C(.env), with C(DATABASE_URL), C(PGHOST) and the like.
          spring: C(application.env), for C(EnvironmentFile=) of the unit, with C(SPRING_DATASOURCE_URL) and the like.
          dotenv: C(.env), with our own variables, such as C(MYSQL_ADDRESS).
      groups:
        description:
          - >-
            The group that an entry is for, where that is not the one of its name, such as C({animals: zoo}).
          - >-
            In files of keys the name is an engine's, such as C({postgresql: reports}); without it the primary group's.
        type: dict
        default: {}
      engines:
        description: Engines to write in a file of keys, where not all that the plan has.
        type: list
        elements: str
        default: []
      environment:
        description: The entry that counts in this file of Rails, where it is not O(environment).
        type: str
      owner:
        description: Owner of the file. By default it stays, and a new file takes its folder's.
        type: str
      group:
        description: Group of the file. By default it stays, and a new file takes its folder's.
        type: str
      mode:
        description: Mode of the file, octal. By default it stays, and a new file has V(0640).
        type: str
  databases:
    description: The groups of the plan that M(maestro.databases.plan) returned.
    type: list
    elements: dict
    required: true
  environment:
    description: Environment of the application, which is the entry that counts in files of Rails.
    type: str
    default: production
  content:
    description:
      - The text of the host's environment file, as P(maestro.databases.environment#lookup) returns it.
      - Without it the module only looks whether the files can be written.
    type: str
  units:
    description: systemd services that read the files when they start.
    type: list
    elements: str
    default: []
attributes:
  check_mode:
    description: Predicts the changes and the units to restart, and changes nothing.
    support: full
  diff_mode:
    description: Shows the lines that change, without their values.
    support: full
seealso:
  - module: maestro.databases.environment_file
"""

EXAMPLES = r"""
- name: Lead Rails and a shop in Laravel to their databases
  maestro.databases.application_files:
    files:
      - {path: /srv/shop/current, kind: rails}
      - {path: /srv/shop/current, kind: mongoid, owner: shop}
      - {path: /srv/stall/.env, kind: laravel, engines: [mysql, redis]}
    databases: "{{ plan.groups }}"
    environment: production
    content: "{{ lookup('maestro.databases.environment', plan, host=inventory_hostname) }}"
    units: [shop-web]
  register: application_files
"""

RETURN = r"""
files:
  description: The files in the order given.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: The file, links followed.
      type: str
    source:
      description: Another file that it was made from, such as C(database.yml.production); empty where there is none.
      type: str
    state:
      description: V(created), V(changed), V(unchanged), or V(left) where it is left alone.
      type: str
notes:
  description:
    - What was left alone, and why. A warning says so as well, unless C(tamper_with_yml) of the group is false.
    - What goes along with an entry that was changed, since it inherits from that.
  returned: success
  type: list
  elements: str
restart:
  description: Units that run, or failed to, with older files. A unit that is stopped is not among them.
  returned: success
  type: list
  elements: str
"""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.connections.environment import decoded
from ansible_collections.maestro.databases.plugins.module_utils.connections.files import find, group_id, user_id
from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_databases import databases
from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_files import (
    PLACES,
    Asked,
    Settings,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_plan import (
    diff,
    last_written,
    open_to_all,
    overruled,
    planned,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.units import (
    Unit,
    parse_show,
    show_command,
    stale,
    template_of,
    unit_name,
)
from ansible_collections.maestro.databases.plugins.module_utils.problem import Problem, refuse

FILE = {
    "path": {"type": "path", "required": True},
    "kind": {"type": "str", "required": True, "choices": list(PLACES)},
    "groups": {"type": "dict", "default": {}},
    "engines": {"type": "list", "elements": "str", "default": []},
    "environment": {"type": "str"},
    "owner": {"type": "str"},
    "group": {"type": "str"},
    "mode": {"type": "str"},
}


def rights(given: dict[str, Any], file: Settings) -> tuple[int, int, int]:
    """Owner, group and mode that a file should have; what cannot be is a problem of the file."""
    uid, gid, mode = file.uid, file.gid, file.mode
    try:
        uid = user_id(given["owner"]) if given["owner"] else uid
        gid = group_id(given["group"]) if given["group"] else gid
        if given["mode"]:
            if not re.fullmatch(r"0?[0-7]{3}", given["mode"]):
                raise ValueError(f"mode '{given['mode']}' is no octal mode such as 0640; write it so")
            mode = int(given["mode"], 8)
    except ValueError as error:
        what, _dummy, mend = str(error).partition("; ")
        file.problems.append(Problem(given["path"], what, mend))
    return uid, gid, mode


def write(module: AnsibleModule, file: Settings, access: tuple[int, int, int]) -> None:
    """Replaces a file as a whole, with the owner, the mode and the label that it has or should have."""
    uid, gid, mode = access
    if file.changed:
        handle, half = tempfile.mkstemp(prefix=".maestro.", dir=os.path.dirname(file.path))
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as text:
                os.fchown(handle, uid, gid)
                os.fchmod(handle, mode)
                text.write(file.after or "")
                text.flush()
                os.fsync(handle)
            module.atomic_move(half, file.path)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(half)
    os.chown(file.path, uid, gid)
    os.chmod(file.path, mode)


def shown(module: AnsibleModule) -> list[Unit]:
    """The units that read the files."""
    problems, names = [], []
    for unit in dict.fromkeys(module.params["units"]):
        try:
            names.append(unit_name(unit))
        except ValueError as error:
            problems.append(Problem("units", str(error), "name a service"))
    refuse(module, problems)
    if not names:
        return []
    code, output, said = module.run_command(show_command(names))
    if code != 0:
        module.fail_json(msg=f"systemctl cannot tell about {', '.join(names)}: {said.strip() or code}")
    return parse_show(output)


def restarts(units: Sequence[Unit], files: Sequence[Settings]) -> list[str]:
    """Units that run with older files."""
    names = list(dict.fromkeys(name for unit in units for name in (unit.name, template_of(unit.name))))
    changed = any(file.changed for file in files)
    return stale(units, names if changed else [], last_written(files, names))


def warnings(units: Sequence[Unit], files: Sequence[Settings], variables: Mapping[str, str]) -> list[str]:
    """What the user should know; no value is told."""
    told = [warning for file in files for warning in file.warnings]
    for file in files:
        told += overruled(file, "the application's environment", variables)
        for unit in units:
            told += overruled(file, f"the environment of {unit.name}", unit.environment)
            for path in filter(os.path.isfile, unit.files):
                told += overruled(file, path, decoded(find(path).content or ""))
    return list(dict.fromkeys(told))


def state(file: Settings, changed: bool) -> str:
    """What becomes of a file, in a word."""
    if file.after is None:
        return "left"
    return "created" if file.before is None else "changed" if changed else "unchanged"


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "files": {"type": "list", "elements": "dict", "required": True, "options": FILE},
            "databases": {"type": "list", "elements": "dict", "required": True},
            "environment": {"type": "str", "default": "production"},
            "content": {"type": "str", "no_log": True},
            "units": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    given = module.params
    variables = None if given["content"] is None else dict(decoded(given["content"]))
    asked = [
        Asked(
            path=file["path"],
            kind=file["kind"],
            groups={str(entry): str(group) for entry, group in file["groups"].items()},
            engines=file["engines"],
            environment=file["environment"] or given["environment"],
        )
        for file in given["files"]
    ]
    files = planned(asked, databases(given["databases"], variables), variables)
    access = [rights(one, file) for one, file in zip(given["files"], files)]
    refuse(module, [problem for file in files for problem in file.problems])
    looking = variables is None
    units = [] if looking else shown(module)
    changes = [
        file.changed or (file.after is not None and right != (file.uid, file.gid, file.mode))
        for file, right in zip(files, access)
    ]
    if looking:
        changes = [False] * len(files)
    answer = {
        "changed": any(changes),
        "files": [
            {"path": file.path, "source": file.source, "state": state(file, change)}
            for file, change in zip(files, changes)
        ],
        "notes": [note for file in files for note in file.notes],
        "restart": restarts(units, files),
        "diff": [diff(file) for file, change in zip(files, changes) if change],
    }
    if not module.check_mode:
        for file, right, change in zip(files, access, changes):
            if change:
                try:
                    write(module, file, right)
                except OSError as error:
                    module.fail_json(msg=f"{file.path}: {error.strerror}; mend it and run again")
    open_files = [told for file, right in zip(files, access) for told in open_to_all(file, right[2])]
    # Looking comes before a run that says the same.
    for warning in [] if looking else [*open_files, *warnings(units, files, variables or {})]:
        module.warn(warning)
    module.exit_json(**answer)


if __name__ == "__main__":
    main()
