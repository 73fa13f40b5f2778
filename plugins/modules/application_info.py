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
  - Reads the files in which an application names what it depends on, and says which database engines it needs, why,
    and in which file and line that stands.
  - It knows Ruby, Python, Node.js and TypeScript, PHP, Java, Kotlin and Scala, Go, Rust, .NET and Elixir by their
    manifests, lock files, settings and, where these leave a question, their code; and Compose files, Helm charts and
    Kubernetes manifests, Procfiles and add-ons, environment files, pipelines, Dockerfiles and Terraform.
  - Of the code it only reads. Nothing of the application is run, nothing is fetched, and symbolic links are not
    followed out of the folder.
  - Files that are too large, no text, half written or made to do harm are left out with a warning that names them.
  - What is brought along (such as C(node_modules) or C(vendor)), what compilers write, tests, examples and
    documentation do not count.
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
  name:
    description: Name of the application. The default is the folder's own.
    type: str
    default: ""
  output:
    description:
      - File to keep the result in, as JSON in a stable order. It is only written where its content changes, and then in
        one step; the folder it lies in has to be there.
      - Kept beside the code, it shows in a review what a change of the code means for the databases.
    type: path
  fail_on_change:
    description:
      - Fail, and leave O(output) as it is, where the needs are not those that it records. Its other content, such as
        the lines of the evidence, may differ.
      - Requires O(output), which has to be there.
    type: bool
    default: false
attributes:
  check_mode:
    description: Predicts whether O(output) would be written and changes nothing; all else is the same as without it.
    support: full
  diff_mode:
    description: Shows what changes in O(output).
    support: full
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

- name: Keep the result beside the code
  maestro.databases.application_info:
    path: ~/src/shop
    output: ~/src/shop/databases.json
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"

- name: In a pipeline, fail where the code needs other databases than what is kept says
  maestro.databases.application_info:
    path: ~/src/shop
    output: ~/src/shop/databases.json
    fail_on_change: true
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
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
      description:
        - Languages of the application, the server's own first.
        - They are C(ruby), C(python), C(node), C(deno), C(php), C(java), C(kotlin), C(scala), C(clojure), C(groovy),
          C(go), C(rust), C(dotnet) and C(elixir), as far as they are found.
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
applications:
  description:
    - The applications of the folder, by their paths. One entry for a folder that holds one application, none where
      nothing was found.
    - Projects that a file above them builds, starts or deploys together, and parts such as V(backend) and
      V(frontend), are one application. So are the packages of a workspace.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: Folder of the application, V(.) for the folder that was given.
      type: str
      sample: shop
    name:
      description: Its name.
      type: str
      sample: shop
    languages:
      description: Its languages.
      type: list
      elements: str
      sample: [ruby]
    frameworks:
      description: Its frameworks, with their folders in the whole.
      type: list
      elements: dict
      sample: [{name: Rails, version: 7.1.3, path: shop}]
    databases:
      description: The engines that it speaks of, judged as if it were alone.
      type: list
      elements: dict
      sample: [{engine: mysql, need: required}]
    parts:
      description: Folders that make it up, where they are several.
      type: list
      elements: str
      sample: []
    joined_by:
      description: What makes these parts one application, in words.
      type: str
      sample: compose.yml starts them together
ambiguous:
  description: Whether several of the applications need different databases, so that a deployment has to know which one
    is meant.
  returned: success
  type: bool
  sample: false
difference:
  description: How the needs changed since O(output) was written; empty without it, and where it was not there.
  returned: success
  type: list
  elements: str
  sample: ["redis is required, was not needed"]
databases:
  description:
    - The engines that the code speaks of, in a fixed order. Where the folder holds several applications, those of all
      of them.
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
      description: Version that a deployment file runs; empty where none tells.
      type: str
      sample: "16"
    flavour_hint:
      description: Server that a deployment file runs, where the engine has several; empty where none tells.
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

import os
import tempfile
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.analysis import record
from ansible_collections.maestro.databases.plugins.module_utils.analysis.application import AnalysisError, analyse


def main() -> None:
    """Reads, judges and returns; keeps the result in a file where that is wanted."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "environment": {"type": "str", "default": "production"},
            "name": {"type": "str", "default": ""},
            "output": {"type": "path"},
            "fail_on_change": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    if module.params["fail_on_change"] and not module.params["output"]:
        module.fail_json(msg="fail_on_change has nothing to compare with; set output to the file that keeps the result")
    try:
        report = analyse(module.params["path"], module.params["environment"], module.params["name"])
    except AnalysisError as exc:
        module.fail_json(msg=str(exc))
    result = report.as_dict()
    answer: dict[str, Any] = {"changed": False, "difference": []}
    if module.params["output"]:
        answer = keep(module, result)
    for warning in report.warnings:
        module.warn(warning)
    # `warn` brings them to the result.
    del result["warnings"]
    module.exit_json(**answer, **result)


def keep(module: AnsibleModule, result: dict[str, Any]) -> dict[str, Any]:
    """Writes the file where it differs; returns whether it did, and how the needs changed."""
    path = os.path.abspath(module.params["output"])
    before, after = _read(module, path), record.to_text(result)
    recorded = record.from_text(before) if before is not None else None
    difference = record.difference(recorded, result) if recorded is not None else []
    if module.params["fail_on_change"]:
        if recorded is None:
            what = "does not exist" if before is None else "is no record of an analysis"
            module.fail_json(msg=f"{path} {what}; write it by a run without fail_on_change, and keep it with the code")
        if difference:
            module.fail_json(
                msg=f"the needs are not those of {path}: {'; '.join(difference)}; "
                "where that is wanted, run once without fail_on_change and keep the new file",
                difference=difference,
            )
    if before != after and not module.check_mode:
        _write(module, path, after)
    return {
        "changed": before != after,
        "difference": difference,
        "diff": {"before": before or "", "after": after, "before_header": path, "after_header": path},
    }


def _read(module: AnsibleModule, path: str) -> Any:
    """The file's text, None where it is not there."""
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        module.fail_json(msg=f"{folder} is no folder; make the one that output is to lie in")
    if not os.path.lexists(path):
        return None
    try:
        if not os.path.isfile(path):
            module.fail_json(msg=f"{path} is no file; name one in output")
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read()
    except OSError as exc:
        return module.fail_json(
            msg=f"{path} cannot be read ({exc.strerror}); mend that, or name another file in output"
        )


def _write(module: AnsibleModule, path: str, text: str) -> None:
    descriptor, half = tempfile.mkstemp(dir=module.tmpdir)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    module.atomic_move(half, path)


if __name__ == "__main__":
    main()
