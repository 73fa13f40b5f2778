# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that say how the application is started and deployed."""

from __future__ import annotations

from ..model import Findings
from ..tree import Tree

#: A word of a Procfile's web command to the server it starts.
_SERVERS = {
    "puma": "Puma",
    "unicorn": "Unicorn",
    "passenger": "Passenger",
    "thin": "Thin",
    "gunicorn": "Gunicorn",
    "uwsgi": "uWSGI",
    "daphne": "Daphne",
    "uvicorn": "Uvicorn",
    "hypercorn": "Hypercorn",
    "waitress-serve": "Waitress",
}
_HOOKS = (".cloud66/deploy_hooks.yml", "deploy_hooks.yml")


def detect(tree: Tree, environment: str) -> Findings:
    """Procfile, deploy hooks and the web server that the Procfile starts."""
    findings = Findings()
    findings.hooks = next((path for path in _HOOKS if tree.has(path)), "")
    if tree.has("Procfile"):
        findings.procfile = "Procfile"
        for line in (tree.read("Procfile") or "").split("\n"):
            name, _colon, command = line.partition(":")
            if name.strip() == "web":
                findings.web_servers += [
                    _SERVERS[word] for word in command.replace("/", " ").split() if word in _SERVERS
                ][:1]
    return findings
