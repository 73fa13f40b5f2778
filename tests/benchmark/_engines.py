# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each engine's role is measured against: the commands of one who wants a server, users and a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LISTEN = ["127.0.0.1", "{{ ansible_host }}"]
ALLOWED = ["192.0.2.0/24"]
OWNER = {"application": "shop", "environment": "production", "group": "main"}
USER = {"name": "shop", "password": "a-password"}
ADMIN = {"name": "boss", "kind": "admin", "password": "another-password"}
BEFORE = """
set -e
export DEBIAN_FRONTEND=noninteractive
"""
#: A maker's repository as its installation guide adds it.
REPOSITORY = """
install -d /etc/apt/keyrings
cat > /etc/apt/keyrings/maker.asc <<'KEY'
{key}
KEY
echo 'deb [signed-by=/etc/apt/keyrings/maker.asc] {uri} {suite}' > /etc/apt/sources.list.d/maker.list
"""


@dataclass(frozen=True)
class Case:
    """One server."""

    role: str
    raw: str
    release: str = "bookworm"
    #: Variables of the role, without its prefix.
    variables: Mapping[str, Any] = field(default_factory=dict)
    #: Product of the lab's mirror that its packages come from, the key of maestro_repositories, suite and component.
    product: str = ""
    maker: str = ""
    suite: str = ""

    def play(self) -> dict[str, Any]:
        """The play that calls the role."""
        common = {"allowed_sources": ALLOWED, "owner": OWNER}
        if self.role != "glusterfs":
            common["listen_addresses"] = LISTEN
        if self.role not in {"glusterfs", "memcached"}:
            common["memory_mb"] = 1024
        if self.maker:
            common["repository"] = f"{{{{ maestro_repositories.{self.maker} }}}}"
        return {
            "gather_facts": False,
            "vars": {f"{self.role}_{name}": value for name, value in {**common, **self.variables}.items()},
            "roles": [f"maestro.databases.{self.role}"],
        }

    def script(self, repositories: Mapping[str, Mapping[str, str]]) -> str:
        """The raw commands as one script of bash; `repositories` are the inventory's."""
        lines = [BEFORE]
        if self.maker:
            repository = repositories[self.maker]
            major = self.product.partition("-")[2].partition(".")[0]
            uri = repository["uri"].replace("{version}", major)
            lines.append(REPOSITORY.format(key=repository["key"], uri=uri, suite=self.suite))
        return "".join([*lines, "apt-get -q update\n", self.raw])


CASES = {
    "postgresql": Case(
        role="postgresql",
        variables={
            "users": [USER],
            "databases": [{"name": "shop", "users": ["shop"]}],
        },
        raw="""
apt-get -q -y install postgresql
runuser -u postgres -- psql -q -c "CREATE ROLE shop LOGIN PASSWORD 'a-password'"
runuser -u postgres -- psql -q -c "CREATE DATABASE shop OWNER shop"
""",
    ),
    "mariadb": Case(
        role="mysql",
        variables={
            "flavour": "mariadb",
            "users": [{**USER, "grants": {"shop.*": ["ALL"]}}],
            "databases": [{"name": "shop"}],
        },
        raw="""
apt-get -q -y install mariadb-server
mariadb -e "CREATE DATABASE shop; CREATE USER shop IDENTIFIED BY 'a-password'; GRANT ALL ON shop.* TO shop"
""",
    ),
    "mysql": Case(
        role="mysql",
        release="sid",
        variables={
            "users": [{**USER, "grants": {"shop.*": ["ALL"]}}],
            "databases": [{"name": "shop"}],
        },
        raw="""
apt-get -q -y install mysql-server
mysql -e "CREATE DATABASE shop; CREATE USER shop IDENTIFIED BY 'a-password'; GRANT ALL ON shop.* TO shop"
""",
    ),
    "redis": Case(
        role="redis",
        variables={"users": [USER, ADMIN]},
        raw="""
apt-get -q -y install redis-server
systemctl start redis-server
redis-cli ACL SETUSER shop on '>a-password' '~*' +@all
redis-cli ACL SETUSER boss on '>another-password' '~*' +@all
""",
    ),
    "valkey": Case(
        role="redis",
        release="trixie",
        variables={"flavour": "valkey", "users": [USER, ADMIN]},
        raw="""
apt-get -q -y install valkey-server
systemctl start valkey-server
valkey-cli ACL SETUSER shop on '>a-password' '~*' +@all
valkey-cli ACL SETUSER boss on '>another-password' '~*' +@all
""",
    ),
    "memcached": Case(role="memcached", raw="apt-get -q -y install memcached\n"),
    "rabbitmq": Case(
        role="rabbitmq",
        variables={
            "vhosts": ["shop"],
            "users": [{**USER, "permissions": {"shop": {}}}, ADMIN],
        },
        raw="""
apt-get -q -y install rabbitmq-server
rabbitmqctl -q delete_user guest
rabbitmqctl -q add_vhost shop
rabbitmqctl -q add_user shop a-password
rabbitmqctl -q set_permissions -p shop shop '.*' '.*' '.*'
rabbitmqctl -q add_user boss another-password
rabbitmqctl -q set_user_tags boss administrator
""",
    ),
    "influxdb": Case(
        role="influxdb",
        variables={
            "databases": [{"name": "shop"}],
            "users": [{**USER, "privileges": {"shop": "all"}}, ADMIN],
        },
        raw="""
apt-get -q -y install influxdb influxdb-client
systemctl start influxdb
for turn in $(seq 50); do influx -execute 'SHOW DATABASES' > /dev/null 2>&1 && break; sleep 0.1; done
influx -execute "CREATE DATABASE shop"
influx -execute "CREATE USER shop WITH PASSWORD 'a-password'; GRANT ALL ON shop TO shop"
influx -execute "CREATE USER boss WITH PASSWORD 'another-password' WITH ALL PRIVILEGES"
""",
    ),
    "glusterfs": Case(
        role="glusterfs",
        variables={"address": "{{ ansible_host }}"},
        raw="""
apt-get -q -y install glusterfs-server
systemctl enable --now glusterd
mkdir -p /srv/glusterfs/data-store/brick
gluster --mode=script volume create data-store $(hostname -I | cut -d' ' -f1):/srv/glusterfs/data-store/brick force
gluster --mode=script volume start data-store
""",
    ),
    "mongodb": Case(
        role="mongodb",
        product="mongodb-6.0",
        maker="mongodb",
        variables={
            "version": "6.0",
            "users": [{**USER, "database": "shop"}, ADMIN],
        },
        suite="bookworm/mongodb-org/6.0 main",
        raw="""
apt-get -q -y install mongodb-org-server python3-pymongo
systemctl enable --now mongod
python3 - <<'CODE'
import pymongo
pymongo.MongoClient().admin.command("createUser", "boss", pwd="another-password", roles=["root"])
pymongo.MongoClient().shop.command("createUser", "shop", pwd="a-password", roles=["readWrite"])
CODE
""",
    ),
    "elasticsearch": Case(
        role="elasticsearch",
        product="elasticsearch-8.15",
        maker="elasticsearch",
        variables={
            "settings": {"cluster": {"routing.allocation.disk.threshold_enabled": False}},
            "users": [USER, ADMIN],
        },
        suite="stable main",
        raw="""
apt-get -q -y install elasticsearch
cat > /etc/elasticsearch/elasticsearch.yml <<'YAML'
path.data: /var/lib/elasticsearch
path.logs: /var/log/elasticsearch
discovery.type: single-node
xpack.security.enabled: true
xpack.security.http.ssl.enabled: false
YAML
printf '%s\\n' -Xms512m -Xmx512m > /etc/elasticsearch/jvm.options.d/size.options
/usr/share/elasticsearch/bin/elasticsearch-users useradd shop -p a-password -r superuser
/usr/share/elasticsearch/bin/elasticsearch-users useradd boss -p another-password -r superuser
systemctl enable --now elasticsearch
for turn in $(seq 300); do
  curl -sf -u shop:a-password 127.0.0.1:9200/_cluster/health > /dev/null && break
  sleep 0.2
done
""",
    ),
}
