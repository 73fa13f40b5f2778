# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSearch: the distribution that its maker tests with and the security plugin, in a package laid out as the maker's.

What differs: the maker's package brings a Java of its own, and this one takes the release's; this distribution has no
module that tells systemd when it is ready; and of the plugins only security is in it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from .elasticsearch import lay_out, package
from .packing import Package
from .sources import artifact

VERSION = "2.19.1"

# As the maker's: a demonstration with certificates and passwords that everybody knows, unless it is told not to.
_DEMO = """
    plugin=/usr/share/opensearch/plugins/opensearch-security
    if [ ! "$DISABLE_INSTALL_DEMO_CONFIG" = "true" ]; then
        log=/var/log/opensearch/install_demo_configuration.log
        bash $plugin/tools/install_demo_configuration.sh -y -i -s > $log 2>&1
    fi
    chown -R opensearch:opensearch /etc/opensearch
    chmod -R u=rwX,g=rX,o= /etc/opensearch
"""


def make(work: Path) -> list[Package]:
    """The server's package."""
    server, plugin = work / "server", work / "plugin"
    for folder in (server, plugin):
        folder.mkdir()
    found = artifact(f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip", server)
    artifact(f"org.opensearch.plugin:opensearch-security:{VERSION}.0:zip", plugin)
    tree = lay_out(found / f"opensearch-{VERSION}", work / "tree", "opensearch", "OpenSearch", "OPENSEARCH")
    shutil.copytree(plugin / "config", tree / "etc/opensearch/opensearch-security")
    for program in (plugin / "tools").glob("*.sh"):
        program.chmod(0o755)
    shutil.rmtree(plugin / ".maven")
    shutil.move(plugin, tree / "usr/share/opensearch/plugins/opensearch-security")
    return [package("opensearch", VERSION, tree, _DEMO)]
