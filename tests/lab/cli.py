# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence

from . import commands
from .cluster import commands as kubernetes
from .cluster.publisher import RULES
from .errors import LabError
from .hosts import Wanted
from .images import RELEASES

NAME = re.compile(r"[a-z]([a-z0-9-]{0,28}[a-z0-9])?")


def name(text: str) -> str:
    """Check the name of a lab or of a host: it becomes part of host and container names."""
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name: lower-case letters, digits and -, at most 30")
    return text


def wanted(text: str) -> Wanted:
    """Read HOST[:RELEASE]."""
    host, _colon, release = text.partition(":")
    release = release or RELEASES[0]
    if release not in RELEASES:
        raise argparse.ArgumentTypeError(f"{release!r} is no release of the lab: {', '.join(RELEASES)}")
    return Wanted(name(host), release)


def _kubernetes(top: argparse.ArgumentParser) -> None:
    """Add the commands below `lab kubernetes`."""
    actions = top.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(title: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = actions.add_parser(title, help=text, description=text)
        made.add_argument("--name", type=name, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        made.set_defaults(run=run)
        return made

    up = action("up", kubernetes.up, "start the API server and DNS; print the administrator's kubeconfig")
    up.add_argument("--controllers", action="store_true", help="garbage collection, namespace removal, mirrored slices")
    action("down", kubernetes.down, "stop the servers and forget all objects; hosts stay")
    status = action("status", kubernetes.status, "show the servers; fails when the API is not ready")
    status.add_argument("--json", action="store_true", help="for programs")
    config = action("kubeconfig", kubernetes.kubeconfig, "print a kubeconfig (the administrator's by default)")
    config.add_argument("--path", action="store_true", help="print where the file is instead")
    config.add_argument("--namespace", help="an account bound to a Role in this namespace, made on demand")
    config.add_argument("--role", choices=sorted(RULES), default="publisher", help="what the account may do there")
    node = action("node", kubernetes.make_node, "make hosts nodes: Services' addresses work for processes there")
    node.add_argument("hosts", nargs="+", type=name, metavar="HOST")
    build = action("build", kubernetes.build, "build and fetch the programs, without starting them")
    build.add_argument("--controllers", action="store_true", help="kube-controller-manager as well")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(prog="lab", description="Real Debian hosts and a real Kubernetes API here.")
    top.add_argument("--name", type=name, default="default", help="which lab; each has its own hosts and network")
    actions = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def action(title: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = actions.add_parser(title, help=text, description=text)
        # Also after the command; no default there, which would overwrite what stands before it.
        made.add_argument("--name", type=name, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        made.set_defaults(run=run)
        return made

    up = action("up", commands.up, "add missing hosts and leave those that run; return when they take SSH")
    up.add_argument("hosts", nargs="*", type=wanted, metavar="HOST[:RELEASE]", help=f"RELEASE: {', '.join(RELEASES)}")
    up.add_argument(
        "--fresh",
        nargs="?",
        const="*",
        action="append",
        default=[],
        metavar="HOST",
        help="replace this host, or (as --fresh alone, put last) all that are named",
    )
    up.add_argument("--kubernetes", action="store_true", help="also start a Kubernetes API; HOSTs become nodes")
    up.add_argument("--controllers", action="store_true", help=argparse.SUPPRESS)
    mirrored = action(
        "mirror", commands.serve_mirror, "serve makers' repositories with what Debian lacks; the inventory tells"
    )
    mirrored.add_argument("products", nargs="*", metavar="PRODUCT", help="such as mongodb-6.0; all where none is named")
    action("down", commands.down, "remove the lab: hosts, network, servers")
    status = action("status", commands.status, "show what runs")
    status.add_argument("--json", action="store_true", help="for programs")
    action("list", commands.listing, "show the names of all labs")
    ssh = action("ssh", commands.ssh_to, "open a shell, or run a command, on a host")
    ssh.add_argument("host", type=name)
    ssh.add_argument("words", nargs=argparse.REMAINDER, metavar="CMD")
    action("inventory", commands.print_inventory, "print an Ansible inventory of the hosts")
    reboot = action("reboot", commands.reboot, "restart a host; disk and address stay")
    reboot.add_argument("host", type=name)
    _kubernetes(actions.add_parser("kubernetes", help="a real Kubernetes API on the lab's network"))
    pod = action("pod", kubernetes.in_pod, "run a command as in a pod on a host that is a node")
    pod.add_argument("--namespace", default="default", help="whose Services have short names")
    pod.add_argument(
        "--mount", action="append", default=[], metavar="SECRET", help="as files, below SERVICE_BINDING_ROOT"
    )
    pod.add_argument("--env-from", action="append", default=[], metavar="SECRET", help="as environment variables")
    pod.add_argument("--inside", action="store_true", help="take programs and files of the host, not of this machine")
    pod.add_argument("host", type=name)
    pod.add_argument("words", nargs=argparse.REMAINDER, metavar="CMD")
    kubectl = action("kubectl", kubernetes.kubectl, "run kubectl as the administrator")
    kubectl.add_argument("words", nargs=argparse.REMAINDER, metavar="ARG")
    action("prepare", commands.prepare, "fetch and build everything ahead of its first use, starting nothing")
    images = action("images", commands.build_images, "build the images that are missing, without starting a host")
    images.add_argument("releases", nargs="*", metavar="RELEASE", choices=[*RELEASES, []])
    return top


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read a command line. All that follows `kubectl` is kubectl's, also an option in the first place."""
    words = list(argv)
    place = 0
    while place < len(words) and words[place].startswith("-"):
        place += 1 if "=" in words[place] else 2
    if words[place : place + 1] == ["kubectl"]:
        options = parser().parse_args(words[: place + 1])
        options.words = words[place + 1 :]
        return options
    return parser().parse_args(words)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; print errors as what failed and how to mend it."""
    options = parse(sys.argv[1:] if argv is None else argv)
    try:
        return int(options.run(options))
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("lab: interrupted; the same command again goes on from here", file=sys.stderr)
        return 130
