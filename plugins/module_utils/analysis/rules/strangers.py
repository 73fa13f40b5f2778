# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases that are no engine of ours, by the packages that reach them: where they are all there is, the user is told.

What only sends figures or files somewhere is left out: nobody would take it for the application's database.
"""

from __future__ import annotations

#: As users call them, by the word that stands for each below.
_NAMES = {
    "sql_server": "SQL Server",
    "oracle": "Oracle Database",
    "db2": "Db2",
    "h2": "H2",
    "hsqldb": "HSQLDB",
    "derby": "Derby",
    "cassandra": "Cassandra",
    "neo4j": "Neo4j",
    "couchdb": "CouchDB",
    "clickhouse": "ClickHouse",
    "firebird": "Firebird",
    "ravendb": "RavenDB",
}
#: Those that run inside the application's own process.
EMBEDDED = frozenset(_NAMES[word] for word in ("h2", "hsqldb", "derby"))


def _packages(**listed: str) -> dict[str, str]:
    return {package: _NAMES[word] for word, packages in listed.items() for package in packages.split()}


DOTNET = _packages(
    sql_server="""
        microsoft.entityframeworkcore.sqlserver microsoft.data.sqlclient system.data.sqlclient entityframework.sqlserver
        aspire.microsoft.entityframeworkcore.sqlserver aspire.microsoft.data.sqlclient linq2db.sqlserver
        volo.abp.entityframeworkcore.sqlserver freesql.provider.sqlserver servicestack.ormlite.sqlserver
    """,
    oracle="oracle.entityframeworkcore oracle.manageddataaccess oracle.manageddataaccess.core",
    cassandra="cassandracsharpdriver",
    neo4j="neo4j.driver",
    firebird="firebirdsql.entityframeworkcore.firebird firebirdsql.data.firebirdclient",
    ravendb="ravendb.client",
)
JAVA = _packages(
    sql_server="com.microsoft.sqlserver:mssql-jdbc io.quarkus:quarkus-jdbc-mssql io.r2dbc:r2dbc-mssql",
    oracle="""
        com.oracle.database.jdbc:ojdbc8 com.oracle.database.jdbc:ojdbc10 com.oracle.database.jdbc:ojdbc11
        com.oracle.database.jdbc:ojdbc17 com.oracle.ojdbc:ojdbc8 com.oracle:ojdbc6 com.oracle:ojdbc7
        io.quarkus:quarkus-jdbc-oracle
    """,
    db2="com.ibm.db2:jcc io.quarkus:quarkus-jdbc-db2",
    h2="com.h2database:h2 io.r2dbc:r2dbc-h2 io.quarkus:quarkus-jdbc-h2",
    hsqldb="org.hsqldb:hsqldb hsqldb:hsqldb",
    derby="org.apache.derby:derby io.quarkus:quarkus-jdbc-derby",
    cassandra="""
        org.springframework.boot:spring-boot-starter-data-cassandra com.datastax.oss:java-driver-core
        org.apache.cassandra:java-driver-core com.datastax.cassandra:cassandra-driver-core
    """,
    neo4j="org.springframework.boot:spring-boot-starter-data-neo4j org.neo4j.driver:neo4j-java-driver",
    clickhouse="com.clickhouse:clickhouse-jdbc",
    firebird="org.firebirdsql.jdbc:jaybird",
)
PYTHON = _packages(
    sql_server="mssql-django django-mssql-backend pymssql",
    oracle="cx-oracle oracledb",
    db2="ibm-db ibm-db-sa",
    cassandra="cassandra-driver scylla-driver django-cassandra-engine",
    neo4j="neo4j neomodel py2neo",
    couchdb="couchdb",
    clickhouse="clickhouse-driver clickhouse-connect clickhouse-sqlalchemy",
    firebird="fdb firebird-driver",
)
#: Adapters of Active Record are told where config/database.yml names them.
RUBY = _packages(
    cassandra="cassandra-driver",
    neo4j="neo4j activegraph",
    couchdb="couchrest couchrest_model",
)
