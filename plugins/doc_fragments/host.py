# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation shared by the modules that run on database hosts."""

from __future__ import annotations

from textwrap import indent

_FILE = r"""
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
early:
  description: Whether it has to be there before packages are installed, and stays where that fails.
  type: bool
  default: false
"""

_INSTALL = r"""
packages:
  description:
    - The packages, as C(name) or C(name=version). A version is a whole package version, or the leading parts of the
      maker's, such as V(15) or V(10.11). What else is made from its source package comes in the same version.
  type: list
  elements: str
  required: true
recommends:
  description: Whether what the packages recommend is installed too.
  type: bool
  default: false
engine:
  description: >-
    Name of the engine, by which the repository's files are called. Needed with C(repository) and C(data_directory).
  type: str
  default: ""
repository:
  description:
    - The maker's repository, as M(maestro.databases.database_host_info) returns it in RV(ignore:host.engines).
    - Its key is trusted for it alone, and only where its fingerprint is the one given; it delivers no packages but
      those that it lists.
  type: dict
  default: {}
data_directory:
  description:
    - Where the packages make the server's first data when they are installed. Empty for those that make none.
    - Where that fails, or the run is killed meanwhile, what it left is removed, as no server ever ran on it, and made
      anew, by the same run once and by the next one. Nothing is removed from a directory that held anything before.
  type: str
  default: ""
"""

_SERVICE = r"""
name:
  description: Name that the files were notified under.
  type: str
  required: true
units:
  description: Units of systemd. The first one is the server; all are enabled and started.
  type: list
  elements: str
  required: true
action:
  description: What puts changed files into force on a server that runs.
  type: str
  choices: [reload, restart]
  default: restart
probes:
  description: Where a server that is ready takes connections; all have to.
  type: list
  elements: dict
  default: []
  suboptions:
    address:
      description: Address of a port.
      type: str
      default: 127.0.0.1
    port:
      description: The port.
      type: int
      default: 0
    path:
      description: A socket file, instead of a port.
      type: path
timeout:
  description: Seconds until a server that does not answer is given up.
  type: int
  default: 60
kernel:
  description:
    - Settings of the kernel that the server asks for. Where a step was taken, a warning names those not in force then.
  type: list
  elements: dict
  default: []
  suboptions:
    name:
      description: Its name, such as V(vm.overcommit_memory).
      type: str
      required: true
    value:
      description: What it is to be.
      type: str
      required: true
    otherwise:
      description: What becomes of the server where it is not.
      type: str
      required: true
"""


class ModuleDocFragment:
    """What every such module keeps to."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Predicts what a run would do, also on a host where nothing is installed yet, and changes nothing.
    support: full
  diff_mode:
    description: Shows what differs, without secrets.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
    support: full
  platform:
    description: Debian and what is made from it, with systemd.
    platforms: debian
    support: full
author:
  - Maestro Databases contributors (@maestro-databases)
"""

    READ_ONLY = r"""
attributes:
  check_mode:
    description: Reads only; there is nothing to predict.
    support: full
  diff_mode:
    description: Reads only; there is nothing to show.
    support: none
  idempotent:
    description: Reads only.
    support: full
  platform:
    description: Debian and what is made from it, with systemd.
    platforms: debian
    support: full
author:
  - Maestro Databases contributors (@maestro-databases)
"""

    LOCK = r"""
options:
  lock_timeout:
    description:
      - Seconds to wait for the package manager's locks, and for another run of this collection on the same host.
      - When they are over, the message names the process that holds the lock.
    type: int
    default: 300
"""

    ADMIN = r"""
options:
  host_admin:
    description:
      - Whether the host has an administrator of its own on the server, C(maestro_host), as is V(present) where
        applications share it. Its password is made on the host, and lies there in a file that root alone reads.
      - V(login) is for the run of an application that has no administrator of its own there. It logs in by that one.
    type: str
    choices: [absent, present, login]
    default: absent
"""

    # Annotated: ansible-test's yamllint knows texts only that stand as a whole. What these become is held against the
    # modules' options by its validate-modules.
    FILES: str = r"""
options:
  files:
    description: The files.
    type: list
    elements: dict
    required: true
    suboptions:""" + indent(_FILE, 6 * " ")

    CLAIM: str = r"""
options:
  claim:
    description:
      - Files to write before anything is installed, as O(maestro.databases.database_files#module:files) takes them.
      - They stay where the installation fails, so that what it left behind is known to be ours.
    type: list
    elements: dict
    default: []
    suboptions:""" + indent(_FILE, 6 * " ")

    PACKAGES: str = "\noptions:" + indent(_INSTALL, 2 * " ")

    INSTALL: str = r"""
options:
  install:
    description:
      - What is to be installed, as M(maestro.databases.database_packages) does it. Files that are C(early) are there
        before, all others are written after it.
    type: dict
    suboptions:""" + indent(_INSTALL, 6 * " ")

    SERVICE: str = "\noptions:" + indent(_SERVICE, 2 * " ")

    STARTS: str = r"""
options:
  service:
    description:
      - The server, which is started where it does not run when the accounts are there, and takes over the files that
        M(maestro.databases.database_files) left for it.
    type: dict
    suboptions:""" + indent(_SERVICE, 6 * " ")

    SERVICES: str = r"""
options:
  services:
    description: Servers that are started, reloaded or restarted where they need it, in this order.
    type: list
    elements: dict
    default: []
    suboptions:""" + indent(_SERVICE, 6 * " ")
