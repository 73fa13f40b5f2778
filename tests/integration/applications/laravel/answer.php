<?php

// Reads .env with the reader that Laravel has, and asks by the driver that it names.

declare(strict_types=1);

require '/usr/share/php/Dotenv/autoload.php';

$env = Dotenv\Dotenv::createArrayBacked(__DIR__)->load();
$place = "host={$env['DB_HOST']};port={$env['DB_PORT']};dbname={$env['DB_DATABASE']}";
$database = new PDO("{$env['DB_CONNECTION']}:$place", $env['DB_USERNAME'], $env['DB_PASSWORD']);
$count = (int) $database->query('SELECT count(*) FROM visits')->fetchColumn();
echo json_encode(['name' => $env['APP_NAME'], 'visits' => $count, 'redis' => $env['REDIS_PORT']]), "\n";
