# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs on a web host: the application keeps a number, a further user reads it and is refused to change it.

Each part has the URLs `app` and `reader`, and prints the number and how the server refused.
"""

from __future__ import annotations

#: From the application's URL, the further user's name, and its password on standard input, to the URL of that.
BEGIN = """
import os, sys, urllib.parse as p
engine, name = sys.argv[1:]
password = sys.stdin.read()
app = os.environ[engine.upper() + "_URL"]
was = p.urlsplit(app)
reader = app.replace(f"{was.username}:{was.password}@", f"{name}:{p.quote(password, safe='')}@")
"""
_HTTP = """
import base64, json, urllib.error, urllib.request as r
def ask(url, method, path, body=None):
    u = p.urlsplit(url); login = base64.b64encode(p.unquote(f"{u.username}:{u.password}").encode()).decode()
    headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
    return r.urlopen(r.Request(f"http://{u.hostname}:{u.port}/{path}", body, headers, method=method)).read()
"""
READS = {
    "mysql": """
import pymysql
def enter(url):
    u = p.urlsplit(url)
    login = dict(user=u.username, password=p.unquote(u.password), database=u.path[1:], autocommit=True)
    return pymysql.connect(host=u.hostname, port=u.port, **login).cursor()
a, b = enter(app), enter(reader)
a.execute("create table w (n int)"); a.execute("insert into w values (42)")
b.execute("select n from w"); print(b.fetchone()[0])
try:
    b.execute("insert into w values (1)")
except pymysql.Error as error:
    print(error.args[0])
a.execute("drop table w")
""",
    "postgresql": """
import psycopg2
a, b = psycopg2.connect(app), psycopg2.connect(reader)
a.autocommit = b.autocommit = True
a, b = a.cursor(), b.cursor()
a.execute("create table w (n int)"); a.execute("insert into w values (42)")
b.execute("select n from w"); print(b.fetchone()[0])
try:
    b.execute("insert into w values (1)")
except psycopg2.Error as error:
    print(error.pgcode)
a.execute("drop table w")
""",
    "mongodb": """
import pymongo
a, b = (pymongo.MongoClient(url, serverSelectionTimeoutMS=3000).get_default_database().w for url in (app, reader))
a.insert_one({"n": 42}); print(b.find_one()["n"])
try:
    b.insert_one({"n": 1})
except pymongo.errors.OperationFailure as error:
    print(error.code)
a.drop()
""",
    "redis": """
import redis
a, b = redis.Redis.from_url(app), redis.Redis.from_url(reader)
a.set("w", 42); print(int(b.get("w")))
try:
    b.set("w", 1)
except redis.exceptions.NoPermissionError:
    print("NOPERM")
a.delete("w")
""",
    "elasticsearch": f"""{_HTTP}
index = "shop_production_w"
ask(app, "PUT", index + "/_doc/1?refresh=true", b'{{"n": 42}}')
print(json.loads(ask(reader, "GET", index + "/_doc/1"))["_source"]["n"])
try:
    ask(reader, "PUT", index + "/_doc/1", b'{{"n": 1}}')
except urllib.error.HTTPError as error:
    print(error.code)
ask(app, "DELETE", index)
""",
    "influxdb": f"""{_HTTP}
write = "write?db=" + was.path[1:]
question = "query?" + p.urlencode({{"db": was.path[1:], "q": "select n from w"}})
ask(app, "POST", write, b"w n=42i")
print(json.loads(ask(reader, "GET", question))["results"][0]["series"][0]["values"][0][1])
try:
    ask(reader, "POST", write, b"w n=1i")
except urllib.error.HTTPError as error:
    print(error.code)
""",
    "rabbitmq": """
import pika
a, b = (pika.BlockingConnection(pika.URLParameters(url)).channel() for url in (app, reader))
a.queue_declare("w"); a.confirm_delivery(); a.basic_publish("", "w", b"42")
print(b.basic_get("w", auto_ack=True)[2].decode())
try:
    b.confirm_delivery(); b.basic_publish("", "w", b"1")
except pika.exceptions.ChannelClosedByBroker as error:
    print(error.reply_code)
a.queue_delete("w")
""",
}
#: What needs a right password alone, for the engines on which the tests change one.
ENTERS = {
    "mongodb": """
import pymongo
pymongo.MongoClient(reader).get_default_database().command("ping")
""",
    "elasticsearch": f"{_HTTP}ask(reader, 'GET', '_cluster/health')",
    "influxdb": f"{_HTTP}ask(reader, 'GET', 'query?q=SHOW+DATABASES')",
    "rabbitmq": """
import pika
pika.BlockingConnection(pika.URLParameters(reader))
""",
}
#: What the last words are where it is wrong.
KEPT_OUT = {
    "mongodb": "Authentication failed",
    "elasticsearch": "HTTP Error 401",
    "influxdb": "HTTP Error 401",
    "rabbitmq": "ProbableAuthenticationError",
}
#: How each server says that a user may not write.
REFUSED = {
    "mysql": "1142",
    "postgresql": "42501",
    "mongodb": "13",
    "redis": "NOPERM",
    "elasticsearch": "403",
    "influxdb": "403",
    "rabbitmq": "403",
}
