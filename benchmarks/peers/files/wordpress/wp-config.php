<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:@SOCKET@');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", "@SECRET@-{$name}-key");
    define("{$name}_SALT", "@SECRET@-{$name}-salt");
}
$table_prefix = 'wp_';
$address = 'http://' . ($_SERVER['HTTP_HOST'] ?? '@HOST@:@PORT@');
define('WP_HOME', $address);
define('WP_SITEURL', $address);
define('WP_DEBUG', false);
// The machine reaches nobody outside, and readers shall not wait for that.
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
