# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to an API server: what is sent as credentials, how long it may take, and that no message holds a secret."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.access import connect
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.errors import ConnectionFailedError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.kinds import SERVICE

UID = "2f1e4c0e-0000-4000-8000-000000000001"
ITEM = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "mysql", "namespace": "shop", "uid": UID}}


class Api(HTTPServer):
    """Answers with a list of nothing, and keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Api

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        content = b'{"items": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_DELETE = _answer  # noqa: N815 - the standard library's names

    def log_message(self, *_args: object) -> None:
        """Nothing."""


@pytest.fixture
def api() -> Iterator[Api]:
    made = Api()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def kubeconfig(folder: Path, server: str, user: dict[str, Any], **cluster: Any) -> str:
    """The path of one."""
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "one",
        "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one"}}],
        "clusters": [{"name": "one", "cluster": {"server": server, **cluster}}],
        "users": [{"name": "one", "user": user}],
    }
    path = folder / "kubeconfig"
    path.write_text(yaml.safe_dump(content))
    return str(path)


def ask(path: str, timeout: int = 5) -> None:
    """One request."""
    connect(path, "", timeout=timeout, temporary=str(Path(path).parent)).list(SERVICE, "shop", "a=b")


def plugin(folder: Path, token: str) -> dict[str, Any]:
    """A credential plugin that gives a token."""
    version = "client.authentication.k8s.io/v1"
    answer = json.dumps({"apiVersion": version, "kind": "ExecCredential", "status": {"token": token}})
    (folder / "plugin").write_text(f"#!{sys.executable}\nprint({answer!r})\n")
    (folder / "plugin").chmod(0o755)
    return {"exec": {"apiVersion": version, "command": str(folder / "plugin"), "interactiveMode": "Never"}}


def test_a_token_is_sent_without_the_line_break_of_its_file(api: Api, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("canary.Zq9\n")
    users = [
        {"tokenFile": str(tmp_path / "token")},
        {"tokenFile": "token"},
        {"token": "canary.Zq9\n"},
        {"token": "\n canary.Zq9 \r\n"},
        plugin(tmp_path, "canary.Zq9\n"),
    ]
    for user in users:
        ask(kubeconfig(tmp_path, api.url, user))
    assert [headers["Authorization"] for _verb, _path, headers, _body in api.asked] == ["Bearer canary.Zq9"] * 5


def test_a_password_is_sent_as_it_is(api: Api, tmp_path: Path) -> None:
    ask(kubeconfig(tmp_path, api.url, {"username": "me", "password": "canary\n"}))
    assert api.asked[0][2]["Authorization"] == "Basic bWU6Y2FuYXJ5Cg=="


def test_credentials_that_no_request_can_carry_are_refused_without_being_shown(api: Api, tmp_path: Path) -> None:
    users: list[dict[str, Any]] = [
        {"token": "canary\nZq9"},
        {"token": "canary\r\nX-Remote-User: admin"},
        {"token": "canary\u20ac"},
        {"token": "canary\u00e9"},
        plugin(tmp_path, "canary\nZq9"),
        {"username": "me", "password": "canary\u20ac"},
    ]
    for user in users:
        with pytest.raises(ConnectionFailedError, match="that no request can carry; write it") as raised:
            ask(kubeconfig(tmp_path, api.url, user))
        told = "".join(traceback.format_exception(raised.value))
        assert "canary" not in told
        assert "20ac" not in told
    assert api.asked == []


def test_a_credential_plugin_that_fails_is_told(api: Api, tmp_path: Path) -> None:
    user = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "/nowhere/plugin"}}
    with pytest.raises(ConnectionFailedError) as raised:
        ask(kubeconfig(tmp_path, api.url, user))
    assert str(raised.value) == (
        f"the credential plugin of the kubeconfig {tmp_path}/kubeconfig gives no credentials "
        "([Errno 2] No such file or directory: '/nowhere/plugin')"
    )


def test_the_login_of_a_proxy_reaches_the_proxy_alone(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = api.url.replace("://", "://me:can%40ry@")
    ask(kubeconfig(tmp_path, "http://api.example.com", {"token": "t"}, **{"proxy-url": url}))
    monkeypatch.setenv("HTTP_PROXY", url)
    ask(kubeconfig(tmp_path, "http://api.example.com", {"token": "t"}))
    ask(kubeconfig(tmp_path, api.url, {"token": "t"}, **{"proxy-url": ""}))
    for _verb, path, headers, _body in api.asked[:2]:
        assert path.startswith("http://api.example.com/api/v1/namespaces/shop/services?")
        assert headers["Proxy-Authorization"] == "Basic bWU6Y2FuQHJ5"
    assert "Proxy-Authorization" not in api.asked[2][2]


@pytest.mark.parametrize(
    ("proxy", "told"),
    [
        ("socks5://me:canary@127.0.0.1:9", "is one of SOCKS, which needs a further Python library"),
        ("ftp://me:canary@127.0.0.1:9", "is no URL such as http://192.0.2.1:3128"),
        ("http://me:canary@127.0.0.1:port", "is no URL such as http://192.0.2.1:3128"),
        ("me:canary", "is no URL such as http://192.0.2.1:3128"),
        ("http://me:canary@127.0.0.1:1", "cannot be reached"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_told_without_its_login(
    proxy: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "socks", None)
    monkeypatch.delitem(sys.modules, "urllib3.contrib.socks", raising=False)
    with pytest.raises(ConnectionFailedError) as raised:
        ask(kubeconfig(tmp_path, "https://192.0.2.1:6443", {"token": "t"}, **{"proxy-url": proxy}))
    assert told in str(raised.value)
    assert "canary" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("server", ["https://me:canary@api:port", "api.example.com:6443", "https://", "unix:/a"])
def test_a_server_that_is_no_url_is_told(server: str, tmp_path: Path) -> None:
    with pytest.raises(ConnectionFailedError) as raised:
        ask(kubeconfig(tmp_path, server, {"token": "t"}))
    assert str(raised.value) == (
        f"the server of the kubeconfig {tmp_path}/kubeconfig is no URL such as https://192.0.2.1:6443"
    )


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n"])
def test_an_answer_byte_by_byte_is_not_waited_for(begun: bytes, tmp_path: Path) -> None:
    ended = threading.Event()

    def trickle(listener: socket.socket) -> None:
        near, _address = listener.accept()
        with near:
            near.recv(65536)
            near.sendall(begun)
            while not ended.wait(0.2):
                near.sendall(b" ")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=trickle, args=(listener,), daemon=True).start()
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        started = time.monotonic()
        with pytest.raises(ConnectionFailedError) as raised:
            ask(kubeconfig(tmp_path, f"http://{address}", {"token": "t"}), timeout=1)
        took = time.monotonic() - started
        ended.set()
    assert 0.9 < took < 3
    assert str(raised.value) == (
        f"the Kubernetes API server {address} gave no answer within 1 s; see what keeps it busy, or allow more time"
    )


def test_no_time_at_all_is_refused(api: Api, tmp_path: Path) -> None:
    with pytest.raises(ConnectionFailedError, match=r"^a timeout of 0 s leaves no time for an answer; give 1 or more$"):
        ask(kubeconfig(tmp_path, api.url, {"token": "t"}), timeout=0)


def test_only_the_very_object_that_was_read_is_removed(api: Api, tmp_path: Path) -> None:
    client = connect(kubeconfig(tmp_path, api.url, {"token": "t"}), "", timeout=5, temporary=str(tmp_path))
    client.delete(ITEM, dry_run=True)
    client.delete(ITEM, dry_run=False)
    options = {"preconditions": {"uid": UID}, "propagationPolicy": "Background"}
    path = "/api/v1/namespaces/shop/services/mysql"
    sent = [(verb, path, json.loads(body)) for verb, path, _headers, body in api.asked]
    assert sent == [("DELETE", path, {**options, "dryRun": ["All"]}), ("DELETE", path, options)]
