# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of what the lookups of an application's environment have in common."""

from __future__ import annotations


class ModuleDocFragment:
    """Shared by the lookups that render an environment; ``host`` by those that do so for one host."""

    DOCUMENTATION = r"""
options:
  _terms:
    description: The plan that M(maestro.databases.plan) returned.
    type: dict
    required: true
  user_variables:
    description:
      - Variables of the user's own, by name. Text, whole numbers and booleans only.
      - A value may refer to other variables as V({{NAME}}), V(_env(NAME\)) or V(_env(NAME:DEFAULT\)), and as a whole as
        V(_env:NAME:DEFAULT); to addresses and names of databases of other applications as V({{APP[uid].NAME}}) or
        V(_env(APP[uid].NAME:DEFAULT\)), where C(uid) is C(<application>-<environment>). Between braces Ansible would
        take it for a template of its own, so such a value has to be tagged C(!unsafe).
      - A value of C(AUTO_GENERATE) or C(AUTO_GENERATE_n) is what M(maestro.databases.credentials) made of it.
      - Of the generated variables only those can be set that point to another one, such as C(MYSQL_ADDRESS) and
        C(MYSQL_URL). What follows such a variable follows the user's value, too.
    type: dict
    default: {}
  replica_aliases:
    description: Whether C(X_SLAVE_ADDRESSES) and its like are there as C(X_REPLICA_ADDRESSES), too.
    type: bool
    default: false
  manifest:
    description: The manifest that M(maestro.databases.credentials) is given; read in check mode only.
    type: path
"""

    WEB_HOST = r"""
options:
  host:
    description: Inventory name of the web host.
    type: str
    required: true
"""
