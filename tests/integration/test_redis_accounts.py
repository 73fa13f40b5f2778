# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""redis_accounts and its role on real servers: Redis 7.0, which rewrites rules, and Valkey 8.1, which keeps them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.play import Run

MODULE = "maestro.databases.redis_accounts"
HOSTS = {"redis7": ("bookworm", "redis"), "valkey8": ("trixie", "valkey")}
ADMIN = {"name": "maestro_admin", "kind": "admin", "password": "admin-6Yw_2pq"}
SHOP = {"name": "shop", "password": "shop-8Kd_1xz"}
ACLFILE = "/etc/maestro/redis/users.acl"
CLIENT = """
import json, sys
import redis
path, user, password, commands = json.load(sys.stdin)
client = redis.Redis(unix_socket_path=path, username=user, password=password, decode_responses=True)
answers = []
for command in commands:
    try:
        answers.append(client.execute_command(*command))
    except redis.RedisError as error:
        answers.append("refused: " + str(error))
print(json.dumps(answers, default=str))
"""


@dataclass(frozen=True)
class Server:
    """A server on a lab host that the role has set up."""

    lab: Lab
    host: str
    flavour: str

    @property
    def variables(self) -> dict[str, Any]:
        """The role's variables."""
        return {
            "redis_flavour": self.flavour,
            "redis_memory_mb": 128,
            "redis_owner": {"application": "shop", "environment": "production", "group": "main"},
            "redis_users": [SHOP, ADMIN],
        }

    @property
    def socket(self) -> str:
        return f"/run/{self.flavour}/maestro.sock"

    def role(self, *options: str, must_pass: bool = True, **variables: Any) -> Run:
        """Run the role."""
        play = {"hosts": self.host, "gather_facts": False, "roles": ["maestro.databases.redis"]}
        return self.lab.playbook([play], {**self.variables, **variables}, *options, must_pass=must_pass)

    def accounts(self, *users: Mapping[str, Any], options: Sequence[str] = (), **more: Any) -> dict[str, Any]:
        """Run the module for the admin and these users."""
        must_pass = more.pop("must_pass", True)
        given = {"socket": self.socket, "server_user": self.flavour, "running": True, **more}
        return self.lab.module(self.host, MODULE, {"users": [ADMIN, *users], **given}, *options, must_pass=must_pass)

    def ask(self, user: str | None, password: str | None, *commands: str) -> list[Any]:
        """What somebody gets for each command: an answer, or `refused: …`. The password goes by standard input."""
        question = json.dumps([self.socket, user, password, [command.split() for command in commands]])
        line = f"printf %s {shlex.quote(question)} | python3 -c {shlex.quote(CLIENT)}"
        found: list[Any] = json.loads(self.lab.ssh(self.host, line).stdout)
        return found

    def admin(self, *commands: str) -> list[Any]:
        return self.ask(ADMIN["name"], ADMIN["password"], *commands)

    def shell(self, line: str) -> str:
        return self.lab.ssh(self.host, line).stdout

    def state(self) -> dict[str, Any]:
        """Everything that a run without changes leaves as it is: list, file, snapshots, refused logins, writes."""
        users, saved, log, stats = self.admin("ACL LIST", "LASTSAVE", "ACL LOG", "INFO commandstats")
        return {
            "users": users,
            "file and start": self.shell(
                f"sha256sum {ACLFILE}; stat -c '%i %Y %U %G %a' {ACLFILE}; "
                f"systemctl show -P ActiveEnterTimestampMonotonic {self.flavour}-server"
            ),
            "lastsave": saved,
            "refused": len(log),
            "writes": {
                name: stats[name]["calls"]
                for name in ("cmdstat_acl|setuser", "cmdstat_acl|deluser", "cmdstat_acl|save", "cmdstat_config|set")
                if name in stats
            },
        }


def states(result: Mapping[str, Any]) -> dict[str, str]:
    """What happened to whom."""
    return {one["name"]: one["state"] for one in result["objects"] if one["state"] != "unchanged"}


def tree(server: Server) -> str:
    """Packages, units and configuration of the host, as a fingerprint of each."""
    return server.shell(
        "dpkg -l | sha256sum; systemctl list-unit-files --no-legend | sha256sum; "
        "find /etc /var/lib/maestro /var/lib/redis /var/lib/valkey -type f -not -name '*.cache' 2>/dev/null"
        " | sort | xargs sha256sum | sha256sum"
    )


@pytest.fixture(scope="module", params=sorted(HOSTS))
def server(request: pytest.FixtureRequest, lab: LabFactory) -> Server:
    """A fresh host, set up by the role; on the way it is seen that check mode told the truth (C027)."""
    release, flavour = HOSTS[request.param]
    made = Server(lab(f"{request.param}:{release}"), request.param, flavour)
    # Package lists of a fresh host are empty: check mode fetches none, and predicts all the same.
    before = tree(made)
    predicted = made.role("--check", "--diff")
    assert tree(made) == before
    assert made.shell("ls /etc/maestro 2>&1 || true").endswith("No such file or directory\n")
    done = made.role()
    assert predicted.changed() == done.changed() != []
    again = made.role("--check", "--diff")
    assert again.changed() == []
    # The driver of the tests; the role does without.
    made.shell("apt-get -qq install -y --no-install-recommends python3-redis >/dev/null 2>&1")
    return made


def test_a_second_run_changes_nothing_and_writes_nothing(server: Server) -> None:
    server.admin("ACL LOG RESET")
    before = server.state()
    assert server.role("--diff").changed() == []
    assert server.state() == before
    assert before["refused"] == 0


def test_the_server_that_starts_has_its_users_already(server: Server) -> None:
    log = server.shell(f"journalctl --no-pager --output cat --unit {server.flavour}-server")
    assert log.count("Starting") == 1
    assert server.ask(None, None, "PING") == ["refused: Authentication required."]


#: create, change, remove: the user as it is given, and what is to happen to it.
STEPS = [
    ({"name": "reports", "password": "r-1", "keys": ["a:*"], "commands": ["+@read", "-keys"]}, "created"),
    ({"name": "reports", "password": "r-2", "keys": ["b:*", "%R~c"], "commands": ["+@all", "-@write"]}, "changed"),
    ({"name": "reports", "state": "absent"}, "removed"),
]


@pytest.mark.parametrize(("user", "outcome"), STEPS, ids=[outcome for _user, outcome in STEPS])
def test_twelve_steps(server: Server, user: Mapping[str, Any], outcome: str) -> None:
    before = server.state()
    predicted = server.accounts(user, options=["--check", "--diff"])
    assert states(predicted) == {"reports": outcome}
    assert server.state() == before
    done = server.accounts(user, options=["--diff"])
    assert (states(done), done["changed"], done["diff"]) == ({"reports": outcome}, True, predicted["diff"])
    after = server.state()
    assert not server.accounts(user, options=["--check"])["changed"]
    assert not server.accounts(user)["changed"]
    assert server.state() == after
    assert ("user reports " in server.shell(f"cat {ACLFILE}")) is (outcome != "removed")
    if outcome == "changed":
        assert server.ask("reports", "r-2", "PING") == [True]
        assert "invalid username-password pair" in server.ask("reports", "r-1", "PING")[0]


def test_what_a_killed_run_did_not_save_is_saved_by_the_next(server: Server) -> None:
    """As if it had been killed between the change in the server and the saving."""
    server.shell(f"sed -i 's/^user shop on/user shop off/' {ACLFILE}")
    assert states(server.accounts(SHOP)) == {ACLFILE: "changed"}
    assert not server.accounts(SHOP)["changed"]
    assert "user shop on" in server.shell(f"cat {ACLFILE}")


def test_what_somebody_changed_by_hand_comes_back_and_other_users_stay(server: Server) -> None:
    server.admin("ACL SETUSER default on nopass +@all ~*", "ACL SETUSER shop -get", "ACL SETUSER guest on nopass +ping")
    assert states(server.role().of(MODULE)) == {"default": "changed", "shop": "changed"}
    assert server.ask(None, None, "GET x") == ["refused: Authentication required."]
    assert "user guest on" in server.shell(f"cat {ACLFILE}")
    server.admin("ACL DELUSER guest", "ACL SAVE")


def test_the_admins_own_password_changes_while_the_old_one_logs_in(server: Server) -> None:
    renewed = {**ADMIN, "password": "renewed-1_a"}
    given = {"socket": server.socket, "server_user": server.flavour, "login_password": ADMIN["password"]}
    there = server.lab.module(server.host, MODULE, {"users": [renewed], **given})
    assert states(there) == {"maestro_admin": "changed"}
    assert "invalid username-password pair" in server.admin("PING")[0]
    back = {"users": [ADMIN], **given, "login_password": renewed["password"]}
    assert states(server.lab.module(server.host, MODULE, back)) == {"maestro_admin": "changed"}


def test_a_password_that_is_not_the_servers_is_refused_with_words_and_reset_when_allowed(server: Server) -> None:
    server.admin("SET kept me")
    lost = {"redis_users": [SHOP, {**ADMIN, "password": "another-1_a"}]}
    before = server.state()
    refused = server.role(must_pass=False, **lost)
    assert refused.code != 0
    assert "does not take the password" in refused.output
    assert "redis_reset_admin: true" in refused.output
    assert {**server.state(), "refused": 0} == {**before, "refused": 0}

    predicted = server.role("--check", redis_reset_admin=True, **lost)
    done = server.role(redis_reset_admin=True, **lost)
    assert predicted.changed() == done.changed() != []
    assert server.ask("maestro_admin", "another-1_a", "GET kept") == ["me"]
    assert "invalid username-password pair" in server.admin("PING")[0]
    assert server.role(redis_reset_admin=True, **lost).changed() == []
    # Back to where the other tests start.
    server.role(redis_reset_admin=True)


def test_a_setting_that_the_server_refuses_leaves_it_running_on_the_former_ones(server: Server) -> None:
    bad = server.role(must_pass=False, redis_settings={"maxmemory-policy": "nonsense"})
    assert bad.code != 0
    assert "The former files are back" in bad.output
    assert "nonsense" in bad.output
    assert server.ask(SHOP["name"], SHOP["password"], "SET x 1") == [True]
    assert server.role().changed() == []
    settings = {"maxmemory-policy": "allkeys-lru", "save": ["3600 1", "60 1000"]}
    good = server.role(redis_settings=settings)
    assert good.changed() == [
        "maestro.databases.redis : Install the server, write its files, and put them into force where users are there"
    ]
    info, policy = server.admin("INFO", "CONFIG GET maxmemory-policy")
    assert info["maxmemory_policy"] == "allkeys-lru"
    assert policy in ({"maxmemory-policy": "allkeys-lru"}, ["maxmemory-policy", "allkeys-lru"])
    assert (
        server.role(redis_settings={"maxmemory-policy": "allkeys-lru", "save": ["3600 1", "60 1000"]}).changed() == []
    )
    server.role()


def test_every_mistake_is_told_at_once_and_nothing_is_done(server: Server) -> None:
    before = server.state()
    result = server.accounts(
        {"name": "default", "password": "x"}, {"name": "a", "commands": ["+nope"], "password": "x"}, must_pass=False
    )
    assert result["problems"] == [
        "user 'default': is what every connection is before it logs in, and stays off; choose another name"
    ]
    result = server.accounts(
        {"name": "a", "password": "x", "commands": ["+nope"]},
        {"name": "b", "password": "x", "commands": ["+@nope"]},
        {"name": "c", "password": "x"},
        must_pass=False,
    )
    assert result["problems"] == [
        "user 'a', commands: this server knows nothing of +nope; see ACL CAT and COMMAND LIST",
        "user 'b', commands: this server knows nothing of +@nope; see ACL CAT and COMMAND LIST",
    ]
    assert server.state() == before


def test_a_canary_is_seen_nowhere(server: Server) -> None:
    """C023: once with a mistake that makes the task fail, once all the way to the server."""
    canaries = [
        {"name": "canary", "password": "CANARY-7f3a91"},
        {"name": "bad user name with spaces and more than 32 chars", "password": "CANARY-7f3a92"},
    ]
    sampler = (
        "import glob, os, time\n"
        "ends = time.monotonic() + 120\n"
        "seen = 0\n"
        "while time.monotonic() < ends and not os.path.exists('/run/canaries-enough'):\n"
        "    for path in glob.glob('/proc/[0-9]*/cmdline') + glob.glob('/proc/[0-9]*/environ'):\n"
        "        try:\n"
        "            seen += b'CANARY-' + b'7f3a' in open(path, 'rb').read()\n"
        "        except OSError:\n"
        "            pass\n"
        "    time.sleep(0.01)\n"
        "open('/run/canaries', 'w').write(str(seen))\n"
    )
    server.shell(f"rm -f /run/canaries*; systemd-run --quiet --unit canary-sampler python3 -c {shlex.quote(sampler)}")
    play = {
        "hosts": server.host,
        "gather_facts": False,
        "tasks": [
            {
                "name": "Converge",
                MODULE: {"users": "{{ users }}", "socket": server.socket, "server_user": server.flavour},
            }
        ],
    }
    outputs = []
    for users in ([ADMIN, *canaries], [ADMIN, canaries[0]]):
        run = server.lab.playbook([play], {"users": users}, "-vvvv", "--diff", must_pass=False)
        outputs.append(run.output)
    assert "bad user name with spaces and more than 32 chars" in outputs[0]
    assert "user canary: password" in outputs[1]
    server.shell("touch /run/canaries-enough; while systemctl is-active -q canary-sampler; do sleep 0.1; done")
    assert server.shell("cat /run/canaries") == "0"
    assert server.ask("canary", "CANARY-7f3a91", "PING") == [True]
    for text in (*outputs, server.shell("journalctl --no-pager -o cat --since -5min --grep CANARY-7f3a || true")):
        assert "CANARY-7f3a" not in text
    assert server.shell("grep -rlsF CANARY-7f3a /etc /var/log /var/lib /tmp /root /run || true") == ""
    server.accounts({"name": "canary", "state": "absent"})


def test_while_the_server_is_down_its_file_is_amended(server: Server) -> None:
    server.shell(f"systemctl stop {server.flavour}-server")
    result = server.accounts({"name": "reports", "password": "r-3"}, running=False)
    assert (result["through"], states(result)) == ("file", {"reports": "created"})
    server.role()
    assert server.ask("reports", "r-3", "PING") == [True]
    assert states(server.accounts({"name": "reports", "state": "absent"})) == {"reports": "removed"}
    assert server.role().changed() == []


def test_without_an_admin_nothing_is_begun(server: Server) -> None:
    fresh = server.lab.playbook(
        [{"hosts": server.host, "gather_facts": False, "roles": ["maestro.databases.redis"]}],
        {**server.variables, "redis_users": [SHOP]},
        must_pass=False,
    )
    assert fresh.code != 0
    assert "redis_users: none is an admin with a password" in fresh.output
    assert fresh.changed() == []
    assert SHOP["password"] not in fresh.output


def test_data_of_somebody_else_is_refused_before_anything_is_changed(server: Server) -> None:
    marker = "/etc/maestro/databases.d/redis.json"
    server.shell(f"mv {marker} /run/marker; touch /var/lib/{server.flavour}/dump.rdb")
    before = tree(server)
    run = server.role(must_pass=False)
    assert run.code != 0
    assert f"/var/lib/{server.flavour}: holds data" in run.output
    assert tree(server) == before
    server.shell(f"mv /run/marker {marker}")
    assert server.role().changed() == []
