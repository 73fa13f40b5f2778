# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the demo: lab hosts, a Kubernetes API, the example application, its databases, and the proof that it works."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from pathlib import Path

from tests.demo.steps import StepError, Steps, told
from tests.lab.cluster.pod import RANGE as PODS

ROOT = Path(__file__).resolve().parents[2]
#: Inventory, state folder, vault password and logs of the demo.
FOLDER = ROOT / ".build" / "demo"
LAB = ("--name", "demo")
HOSTS = ("web1:trixie", "web2:bookworm", "db1:trixie", "db2:bookworm")
APPLICATION = ROOT / "examples" / "visits"
NAMESPACE = "visits-production"
FETCH = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8080/').read().decode(), end='')"
#: The example application as a pod runs it: its environment is what the published Secrets hold, and nothing else.
POD = """
import base64, json, sys
sys.path.insert(0, "/srv/visits")
import app
secrets = json.load(sys.stdin)["items"]
environment = {name: base64.b64decode(value).decode() for one in secrets for name, value in one["data"].items()}
visits, silent = app.ask(app.stores(environment), lambda store: store.visit())
print(json.dumps({"visits": visits, "silent": silent}))
sys.exit(bool(silent))
"""


def main() -> int:
    """Runs all steps; returns the exit code."""
    began = time.monotonic()
    lab = [sys.executable, str(ROOT / "tests" / "lab"), *LAB]
    inventory = FOLDER / "hosts.yml"
    variables = FOLDER / "demo.yml"
    password = _vault_password()
    steps = Steps(
        FOLDER / "logs",
        {
            **os.environ,
            "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".build" / "collections"),
            "ANSIBLE_VAULT_PASSWORD_FILE": str(password),
            "ANSIBLE_NOCOLOR": "1",
        },
    )
    playbook = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(inventory)]
    playbook += ["-e", f"@{APPLICATION / 'maestro.yml'}", "-e", f"@{variables}"]
    try:
        # The hosts are nodes of the cluster too, so that a process on one of them can stand for a pod.
        steps.run("Lab: four hosts and a Kubernetes API", [*lab, "up", *HOSTS, "--kubernetes"])
        kubeconfig = steps.read([*lab, "kubernetes", "kubeconfig", "--path"]).strip()
        inventory.write_text(steps.read([*lab, "inventory"]), encoding="utf-8")
        given = {
            "maestro_source": str(APPLICATION),
            "maestro_kubernetes": {"kubeconfig": kubeconfig},
            # The pod is on the host of the local database, which sees its own address.
            "maestro_allowed_sources": [PODS],
        }
        variables.write_text(json.dumps(given), encoding="utf-8")
        steps.run("Install: the example application", [*playbook, str(APPLICATION / "install.yml")])
        about = steps.run("Analyse: its code", [*playbook, "maestro.databases.analyse"])
        deployed = steps.run("Deploy: its databases", [*playbook, "maestro.databases.deploy"])
        print(f"\n{told(about, 'About your app')}\n\n{told(deployed, 'Databases')}\n\n{_recap(deployed)}")
        for host in ("web1", "web2"):
            steps.show(
                f"{host}$ curl http://127.0.0.1:8080/     (counts a visit in each database)",
                [*lab, "ssh", host, f'python3 -c "{FETCH}"'],
            )
        steps.show(f"$ kubectl -n {NAMESPACE} get svc", [*lab, "kubectl", "-n", NAMESPACE, "get", "svc"])
        published = steps.read([*lab, "kubectl", "-n", NAMESPACE, "get", "secrets", "-o", "json"])
        words = ["pod", "--namespace", NAMESPACE, "--inside", "web1", "python3", "-c", POD]
        steps.show(
            "pod$ python3 app.py     (by Service names, with the published Secrets alone)", [*lab, *words], published
        )
    except StepError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(
        f"""
To go on:
  export ANSIBLE_CONFIG={ROOT / "ansible.cfg"} ANSIBLE_COLLECTIONS_PATH={ROOT / ".build/collections"}
  export ANSIBLE_VAULT_PASSWORD_FILE={password}
  {" ".join(playbook)} maestro.databases.show
  {" ".join(playbook)} maestro.databases.deploy --check --diff
  {" ".join(lab)} ssh db1
  {" ".join(lab)} kubectl -n {NAMESPACE} get svc,endpointslices,secrets
  {" ".join(lab)} down

The main job ran in {time.monotonic() - began:.0f} s."""
    )
    return 0


def _recap(output: str) -> str:
    """The totals of a playbook's run."""
    return output[output.rindex("PLAY RECAP") :].split("\n", 1)[1].rstrip()


def _vault_password() -> Path:
    """The vault password of the demo: made once, for its owner only."""
    path = FOLDER / "vault-password"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path


if __name__ == "__main__":
    sys.exit(main())
