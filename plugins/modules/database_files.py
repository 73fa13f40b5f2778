#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write many files in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: database_files
short_description: Write all files of a server in one call
version_added: 0.1.0
description:
  - Brings many files to their content, owner and permissions. All new contents are checked before the first file is
    replaced, and each file is replaced as a whole.
  - Remembers on the host which files a service has not put into force yet, with their former content, until
    M(maestro.databases.database_service) has done so. A run that was killed in between is finished by the next.
options:
  files:
    description: The files.
    type: list
    elements: dict
    required: true
    suboptions:
      path:
        description: Where it is.
        type: path
        required: true
      state:
        description: A file, a folder, or nothing at all. Folders are never removed.
        type: str
        choices: [file, directory, absent]
        default: file
      content:
        description: Content of the file. The diff shows it.
        type: str
      secret_content:
        description: Content that holds secrets; no output shows it.
        type: str
      owner:
        description: Its owner.
        type: str
        default: root
      group:
        description: Its group.
        type: str
        default: root
      mode:
        description:
          - Permissions, as a string of octal digits.
          - The default keeps what is there, or is V(0644), for folders V(0755).
        type: str
      validate:
        description:
          - Command that checks the new content; C(%s) is the file to check.
          - It runs before any file is replaced.
        type: str
        default: ""
      notify:
        description: Name of the service that puts the file into force; empty where nothing has to.
        type: str
        default: ""
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
seealso:
  - module: maestro.databases.database_service
"""

EXAMPLES = r"""
- name: Write the server's files
  maestro.databases.database_files:
    files:
      - path: /etc/redis/maestro.conf
        content: "port 6379\n"
        owner: redis
        group: redis
        mode: "0640"
        notify: redis
  register: written

- name: Restart Redis where a file is not in force
  maestro.databases.database_service:
    name: redis
    units: [redis-server]
  when: written.pending.redis | default([]) | length > 0
"""

RETURN = r"""
files:
  description: What differed, by path, as a list of C(state), C(content), C(owner), C(group) and C(mode).
  returned: success
  type: dict
pending:
  description: By service, the files that are not in force, whether this run changed them or one that was killed.
  returned: success
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.files import Files, Wanted
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def wanted(given: dict[str, Any]) -> Wanted:
    """One entry of the option `files`.

    Raises:
        HostError: Its permissions are no octal digits.
    """
    secret = given["secret_content"] is not None
    mode = given["mode"]
    try:
        bits = None if mode is None else int(mode, 8)
    except ValueError as error:
        raise HostError(f"{given['path']}: mode '{mode}': write octal digits in quotes, such as \"0640\"") from error
    return Wanted(
        path=given["path"],
        content=(given["secret_content"] if secret else given["content"]) or "",
        owner=given["owner"],
        group=given["group"],
        mode=bits,
        validate=given["validate"],
        state=given["state"],
        secret=secret,
        notify=given["notify"],
    )


def main() -> None:
    """Runs the module."""
    file = {
        "path": {"type": "path", "required": True},
        "state": {"type": "str", "choices": ["file", "directory", "absent"], "default": "file"},
        "content": {"type": "str"},
        "secret_content": {"type": "str", "no_log": True},
        "owner": {"type": "str", "default": "root"},
        "group": {"type": "str", "default": "root"},
        "mode": {"type": "str"},
        "validate": {"type": "str", "default": ""},
        "notify": {"type": "str", "default": ""},
    }
    module = AnsibleModule(
        argument_spec={
            "files": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": file,
                "mutually_exclusive": [["content", "secret_content"]],
            },
            "lock_timeout": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    command.use(module)
    try:
        files = Files([wanted(given) for given in module.params["files"]])
        pending = files.pending()
        diff = [change.diff() for change in files.changes]
        if files.changes:
            files.check(predict=module.check_mode)
        if files.changes and not module.check_mode:
            with one_run(module.params["lock_timeout"]):
                files.apply()
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(
        changed=bool(files.changes),
        files={change.wanted.path: change.what for change in files.changes},
        pending=pending,
        diff=diff,
    )


if __name__ == "__main__":
    main()
