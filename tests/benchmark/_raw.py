# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each engine's role is measured against: the script of one who does it by hand, as short as it can be.

The result is the same: a server on named addresses, for its clients alone, that keeps its users over a restart and
answers when the script ends. Files are written before the package where it lets them stand, which saves a restart.
"""

from __future__ import annotations

BEFORE = """
set -e
export DEBIAN_FRONTEND=noninteractive
own=$(hostname -I | cut -d' ' -f1)
firewall() {
  cat > /etc/nftables.conf <<NFT
flush ruleset
table inet filter {
  chain input {
    type filter hook input priority filter; policy accept;
    iif lo accept
    ip saddr 192.0.2.0/24 accept
    tcp dport { $1 } drop
  }
}
NFT
  systemctl -q enable nftables
  systemctl restart nftables
}
ready() {
  for turn in $(seq 600); do (: < "/dev/tcp/$1/$2") 2>/dev/null && return; sleep 0.1; done
  return 1
}
"""
#: A maker's repository as its installation guide adds it.
REPOSITORY = """
install -d /etc/apt/keyrings
cat > /etc/apt/keyrings/maker.asc <<'KEY'
{key}
KEY
echo 'deb [signed-by=/etc/apt/keyrings/maker.asc] {uri} {suite}' > /etc/apt/sources.list.d/maker.list
"""

POSTGRESQL = """
apt-get -q -y install postgresql nftables
firewall 5432
cd /etc/postgresql/*/main
echo "listen_addresses = '127.0.0.1,$own'
shared_buffers = 256MB" > conf.d/site.conf
echo 'host shop shop 192.0.2.0/24 scram-sha-256' >> pg_hba.conf
systemctl restart postgresql
runuser -u postgres -- psql -q -c "CREATE ROLE shop LOGIN PASSWORD 'a-password'"
runuser -u postgres -- psql -q -c "CREATE DATABASE shop OWNER shop"
ready $own 5432
"""

_MYSQL = """
install -d {folder}
echo "[mysqld]
bind_address = {addresses}
innodb_buffer_pool_size = 512M" > {folder}/zz-site.cnf
apt-get -q -y install {package} nftables
firewall 3306
{client} -e "CREATE DATABASE shop; CREATE USER shop IDENTIFIED BY 'a-password'; GRANT ALL ON shop.* TO shop"
ready $own 3306
"""
MARIADB = _MYSQL.format(
    package="mariadb-server", client="mariadb", folder="/etc/mysql/mariadb.conf.d", addresses="127.0.0.1,$own"
)
MYSQL = _MYSQL.format(
    package="mysql-server", client="mysql", folder="/etc/mysql/mysql.conf.d", addresses="127.0.0.1,$own"
)

_REDIS = """
apt-get -q -y install {name}-server nftables
firewall 6379
echo "bind 127.0.0.1 $own
maxmemory 512mb
aclfile /etc/{name}/users.acl" >> /etc/{name}/{name}.conf
echo 'user default off
user shop on >a-password ~* +@all
user boss on >another-password ~* +@all' > /etc/{name}/users.acl
chown {name}: /etc/{name}/users.acl
chmod 600 /etc/{name}/users.acl
systemctl -q enable {name}-server
systemctl restart {name}-server
ready $own 6379
"""
REDIS = _REDIS.format(name="redis")
VALKEY = _REDIS.format(name="valkey")

MEMCACHED = """
apt-get -q -y install memcached nftables
firewall 11211
sed -i '/^-l /d' /etc/memcached.conf
echo "-l 127.0.0.1,$own" >> /etc/memcached.conf
systemctl restart memcached
ready $own 11211
"""

RABBITMQ = """
install -d /etc/rabbitmq
echo "listeners.tcp.1 = 127.0.0.1:5672
listeners.tcp.2 = $own:5672
vm_memory_high_watermark.absolute = 512MiB" > /etc/rabbitmq/rabbitmq.conf
apt-get -q -y install rabbitmq-server nftables
firewall '4369, 5672, 25672'
rabbitmqctl -q delete_user guest
rabbitmqctl -q add_vhost shop
rabbitmqctl -q add_user shop a-password
rabbitmqctl -q set_permissions -p shop shop '.*' '.*' '.*'
rabbitmqctl -q add_user boss another-password
rabbitmqctl -q set_user_tags boss administrator
ready $own 5672
"""

INFLUXDB = """
apt-get -q -y install influxdb influxdb-client nftables
firewall '8086, 8088'
systemctl start influxdb
ready 127.0.0.1 8086
influx -execute "CREATE DATABASE shop"
influx -execute "CREATE USER shop WITH PASSWORD 'a-password'; GRANT ALL ON shop TO shop"
influx -execute "CREATE USER boss WITH PASSWORD 'another-password' WITH ALL PRIVILEGES"
echo "INFLUXDB_HTTP_AUTH_ENABLED=true
INFLUXDB_HTTP_BIND_ADDRESS=$own:8086" >> /etc/default/influxdb
systemctl -q enable influxdb
systemctl restart influxdb
ready $own 8086
"""

GLUSTERFS = """
apt-get -q -y install glusterfs-server nftables
firewall '24007, 49152-49251'
sed -i "s/^end-volume/    option transport.socket.bind-address $own\\nend-volume/" /etc/glusterfs/glusterd.vol
systemctl -q enable glusterd
systemctl restart glusterd
ready $own 24007
mkdir -p /srv/glusterfs/data-store/brick
gluster --mode=script volume create data-store $own:/srv/glusterfs/data-store/brick force
gluster volume set data-store auth.allow '192.0.2.*'
gluster --mode=script volume start data-store
"""

MONGODB = """
apt-get -q -y install mongodb-org-server python3-pymongo nftables
firewall 27017
sed -i "s/bindIp: .*/bindIp: 127.0.0.1,$own/" /etc/mongod.conf
echo 'security: {authorization: enabled}' >> /etc/mongod.conf
systemctl -q enable mongod
systemctl restart mongod
ready $own 27017
python3 - <<'CODE'
import pymongo
pymongo.MongoClient().admin.command("createUser", "boss", pwd="another-password", roles=["root"])
admin = pymongo.MongoClient(username="boss", password="another-password")
admin.shop.command("createUser", "shop", pwd="a-password", roles=["readWrite"])
CODE
"""

ELASTICSEARCH = """
apt-get -q -y install elasticsearch nftables
firewall '9200, 9300'
cat > /etc/elasticsearch/elasticsearch.yml <<YAML
path.data: /var/lib/elasticsearch
path.logs: /var/log/elasticsearch
http.host: [127.0.0.1, $own]
discovery.type: single-node
xpack.security.enabled: true
xpack.security.http.ssl.enabled: false
xpack.security.transport.ssl.enabled: false
YAML
printf '%s\\n' -Xms512m -Xmx512m > /etc/elasticsearch/jvm.options.d/size.options
/usr/share/elasticsearch/bin/elasticsearch-users useradd shop -p a-password -r superuser
/usr/share/elasticsearch/bin/elasticsearch-users useradd boss -p another-password -r superuser
systemctl enable --now elasticsearch
ready $own 9200
"""

OPENSEARCH = """
DISABLE_INSTALL_DEMO_CONFIG=true apt-get -q -y install opensearch openssl nftables
firewall '9200, 9300'
cd /etc/opensearch
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 -subj /CN=node \\
  -keyout node-key.pem -out node.pem 2>/dev/null
chown opensearch: node-key.pem node.pem
cat > opensearch.yml <<YAML
path.data: /var/lib/opensearch
path.logs: /var/log/opensearch
http.host: [127.0.0.1, $own]
discovery.type: single-node
cluster.routing.allocation.disk.threshold_enabled: false
plugins.security.ssl.transport.pemcert_filepath: node.pem
plugins.security.ssl.transport.pemkey_filepath: node-key.pem
plugins.security.ssl.transport.pemtrustedcas_filepath: node.pem
plugins.security.ssl.transport.enforce_hostname_verification: false
plugins.security.allow_default_init_securityindex: true
plugins.security.restapi.roles_enabled: [all_access]
YAML
printf '%s\\n' -Xms512m -Xmx512m > jvm.options.d/size.options
hash() { /usr/share/opensearch/plugins/opensearch-security/tools/hash.sh -p "$1" | tail -1; }
export OPENSEARCH_JAVA_HOME=/usr/share/opensearch/jdk
cat > opensearch-security/internal_users.yml <<YAML
_meta: {type: internalusers, config_version: 2}
boss: {hash: "$(hash another-password)", backend_roles: [admin]}
shop: {hash: "$(hash a-password)"}
YAML
cat > opensearch-security/roles.yml <<YAML
_meta: {type: roles, config_version: 2}
shop: {index_permissions: [{index_patterns: ["shop*"], allowed_actions: ["*"]}]}
YAML
cat > opensearch-security/roles_mapping.yml <<YAML
_meta: {type: rolesmapping, config_version: 2}
all_access: {backend_roles: [admin]}
shop: {users: [shop]}
YAML
systemctl enable --now opensearch
ready $own 9200
python3 - $own <<'CODE'
import base64, sys, time, urllib.error, urllib.request
login = {"Authorization": "Basic " + base64.b64encode(b"shop:a-password").decode()}
ask = urllib.request.Request(f"http://{sys.argv[1]}:9200/_plugins/_security/authinfo", headers=login)
for _turn in range(600):
    try:
        urllib.request.urlopen(ask, timeout=5)
        break
    except urllib.error.HTTPError:
        time.sleep(0.1)
else:
    sys.exit(1)
CODE
"""
