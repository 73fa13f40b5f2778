#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible's face of the analysis."""

from __future__ import annotations

DOCUMENTATION = r"""
module: application_info
short_description: Read an application's code and say which databases it needs
version_added: 0.1.0
description:
  - Reads the files in which an application of Ruby, Python or Node.js, or a Compose file, names what it depends on,
    and says which database engines it needs, why, and in which file and line that stands.
  - It only reads. No code of the application is run, nothing is fetched, and symbolic links are not followed out of
    the folder.
  - Files that are too large, no text, half written or made to do harm are left out with a warning that names them.
  - It runs where the code is, which is usually the controller.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  path:
    description: Folder that holds the application's code.
    type: path
    required: true
  environment:
    description:
      - Environment that the application is deployed for.
      - Groups, sections and files of that environment count; those for development and tests count only where it is
        V(development) or V(test).
    type: str
    default: production
attributes:
  check_mode:
    description: Can run in check mode and return the same as without it.
    support: full
  diff_mode:
    description: Returns what changed or would change.
    support: none
    details: It changes nothing.
requirements:
  - Python 3.11 or newer where it runs
  - PyYAML and packaging, which come with ansible-core
seealso:
  - plugin: maestro.databases.about_app
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Analyse the application
  maestro.databases.application_info:
    path: ~/src/shop
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  register: result

- name: Fail when the application starts to need another database
  ansible.builtin.assert:
    that: required == ['postgresql', 'redis']
  vars:
    required: "{{ result.databases | selectattr('need', 'equalto', 'required') | map(attribute='engine') | list }}"
"""

RETURN = r"""
application:
  description: What the application is made of.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the folder.
      type: str
      sample: shop
    environment:
      description: Environment that it was analysed for.
      type: str
      sample: production
    languages:
      description: Languages of the application, the server's own first.
      type: list
      elements: str
      sample: [ruby, node]
    language_versions:
      description: Version of each language, where the code tells it.
      type: dict
      sample: {ruby: 3.3.0}
    frameworks:
      description: Frameworks with their version, as far as the code tells it, and the folder that they were found in.
      type: list
      elements: dict
      sample: [{name: Rails, version: 7.1.3, path: .}]
    web_server:
      description: Web servers that the application brings along; empty where it brings none.
      type: str
      sample: Puma
    procfile:
      description: Path of the Procfile; empty where there is none.
      type: str
      sample: Procfile
    hooks:
      description: Path of the file with deploy hooks; empty where there is none.
      type: str
      sample: .cloud66/deploy_hooks.yml
databases:
  description:
    - The engines that the code speaks of, in a fixed order.
    - SQLite and Memcached are listed as they are needed, but they are not deployed; RV(warnings) says what to use in
      their place.
  returned: success
  type: list
  elements: dict
  contains:
    engine:
      description: Name of the engine.
      type: str
      sample: postgresql
    need:
      description:
        - V(required) for what the application does not work without.
        - V(one_of) where the code supports several and picks none; RV(databases[].alternatives) names the others.
        - V(optional) for what is used only where somebody asks for it.
        - V(development) for what only stands in groups or files for development, tests or another environment.
      type: str
      sample: required
    reason:
      description: Why, in words.
      type: str
      sample: the application's configuration picks it
    alternatives:
      description: The engines that can take its place.
      type: list
      elements: str
      sample: []
    preferred:
      description: Whether it is the one of several that the code leans to.
      type: bool
      sample: false
    evidence:
      description:
        - Where it stands, the weightiest first.
        - The path is relative to the folder, the line is counted from 1, and the detail holds no password.
      type: list
      elements: dict
      sample: [{path: Gemfile, line: 4, kind: dependency, detail: gem "pg"}]
    version_hint:
      description: Version that a Compose file runs; empty where none tells.
      type: str
      sample: "16"
    flavour_hint:
      description: Server that a Compose file runs, where the engine has several; empty where none tells.
      type: str
      sample: mariadb
    external:
      description: Whether the code points at a database that is hosted elsewhere.
      type: bool
      sample: false
    address:
      description: Where that database answers; empty where the code does not say.
      type: str
      sample: ""
warnings:
  description: What to know or to mend, each with the file that it is about.
  returned: success
  type: list
  elements: str
  sample: []
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.analysis.application import AnalysisError, analyse


def main() -> None:
    """Reads, judges and returns; there is nothing to change."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "environment": {"type": "str", "default": "production"},
        },
        supports_check_mode=True,
    )
    try:
        report = analyse(module.params["path"], module.params["environment"])
    except AnalysisError as exc:
        module.fail_json(msg=str(exc))
    for warning in report.warnings:
        module.warn(warning)
    result = report.as_dict()
    # `warn` brings them to the result.
    del result["warnings"]
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
