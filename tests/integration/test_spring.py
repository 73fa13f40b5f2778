# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spring Boot itself reads the variables that its file gives a unit."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_databases import Database
from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_keys import values
from tests.integration.readers import CACHE, run
from tests.lab.machine import ensure_programs

LOGIN = ["getUsername", "getPassword"]
SERVER = ["getHost", "getPort", *LOGIN]
#: By version of Spring Boot, its modules and what they cannot do without, and its own classes with what they are asked.
VERSIONS: dict[str, tuple[list[str], dict[str, list[str]]]] = {
    "3.5.7": (
        [
            *(f"org.springframework.boot:spring-boot{name}:3.5.7" for name in ("", "-autoconfigure")),
            *(f"org.springframework:spring-{name}:6.2.19" for name in ("core", "beans", "context", "jcl")),
            "org.springframework.amqp:spring-rabbit:3.2.12",
        ],
        {
            "autoconfigure.jdbc.DataSourceProperties": ["getUrl", *LOGIN],
            "autoconfigure.data.redis.RedisProperties": SERVER,
            "autoconfigure.mongo.MongoProperties": ["getUri"],
            "autoconfigure.amqp.RabbitProperties": [*SERVER, "getVirtualHost"],
            "autoconfigure.elasticsearch.ElasticsearchProperties": ["getUris", *LOGIN],
        },
    ),
    "4.0.7": (
        [
            *(
                f"org.springframework.boot:spring-boot{name}:4.0.7"
                for name in ("", "-jdbc", "-data-redis", "-mongodb", "-amqp", "-elasticsearch")
            ),
            *(f"org.springframework:spring-{name}:7.0.10" for name in ("core", "beans", "context")),
            "org.springframework.amqp:spring-rabbit:4.0.6",
            "commons-logging:commons-logging:1.3.6",
        ],
        {
            "jdbc.autoconfigure.DataSourceProperties": ["getUrl", *LOGIN],
            "data.redis.autoconfigure.DataRedisProperties": SERVER,
            "mongodb.autoconfigure.MongoProperties": ["getUri"],
            "amqp.autoconfigure.RabbitProperties": [*SERVER, "getVirtualHost"],
            "elasticsearch.autoconfigure.ElasticsearchProperties": ["getUris", *LOGIN],
        },
    ),
}
BSON = "org.mongodb:bson:5.14.0"
READER = """
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.*;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;

class Reader {
    public static void main(String[] words) throws Exception {
        var environment = new StandardEnvironment();
        ConfigurationPropertySources.attach(environment);
        for (var word : words) {
            var type = Class.forName(word.split("#")[0]);
            var about = type.getAnnotation(ConfigurationProperties.class);
            var prefix = about.prefix().isEmpty() ? about.value() : about.prefix();
            var made = Binder.get(environment).bindOrCreate(prefix, Bindable.of(type));
            System.out.println(type.getMethod(word.split("#")[1]).invoke(made));
        }
    }
}
"""
VALUES = {"ADDRESS": "10.0.0.3", "PORT": "1234", "USERNAME": "shop_u", "PASSWORD": "s3 'c\\r$et", "DATABASE": "shop_d"}
ENGINES = {"mysql": "mariadb", "redis": "", "mongodb": "", "rabbitmq": "", "elasticsearch": ""}


def boot(version: str) -> Path:
    """The folder with the jars of a version, fetched once a machine."""
    folder = CACHE / f"spring-{version}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            ensure_programs({"mvn": "maven", "javac": "default-jdk-headless"})
            work = CACHE / ".spring.half"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            (work / "pom.xml").write_text(pom(version))
            command = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=jars"]
            subprocess.run(command, cwd=work, check=True, stdin=subprocess.DEVNULL, timeout=600)
            (work / "jars").rename(folder)
            shutil.rmtree(work)
    return folder


def pom(version: str) -> str:
    """What Maven is to fetch: these alone, and not what they would need to do more than read."""
    alone = "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>"
    wanted = ""
    for jar in (*VERSIONS[version][0], BSON):
        group, name, number = jar.split(":")
        place = f"<groupId>{group}</groupId><artifactId>{name}</artifactId><version>{number}</version>"
        wanted += f"<dependency>{place}{alone}</dependency>"
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>maestro</groupId><artifactId>reader</artifactId><version>1</version>"
        f"<dependencies>{wanted}</dependencies></project>"
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_spring_boot_gets_every_value(version: str, tmp_path: Path) -> None:
    environment: dict[str, str] = {}
    for engine, flavour in ENGINES.items():
        given = {**VALUES, "URL": f"{engine}://10.0.0.3:1234/shop_d"}
        environment |= values("spring", Database(engine, "default", flavour, values=given))
    words = [
        f"org.springframework.boot.{name}#{getter}"
        for name, getters in VERSIONS[version][1].items()
        for getter in getters
    ]
    (tmp_path / "Reader.java").write_text(READER)
    told = run(["java", "-cp", f"{boot(version)}/*", "Reader.java", *words], tmp_path, **environment).splitlines()
    login = ["shop_u", VALUES["PASSWORD"]]
    assert told == [
        *("jdbc:mariadb://10.0.0.3:1234/shop_d", *login),
        *("10.0.0.3", "1234", *login),
        "mongodb://10.0.0.3:1234/shop_d",
        *("10.0.0.3", "1234", *login, "shop_d"),
        *("[http://10.0.0.3:1234]", *login),
    ]
