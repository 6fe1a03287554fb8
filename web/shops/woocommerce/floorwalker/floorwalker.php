<?php
/**
 * Plugin Name:       Floorwalker
 * Description:       The shopping assistant that your shop runs itself: its chat on every page, and what comes of it reported back.
 * Version:           1.0.0
 * Requires at least: 6.4
 * Requires PHP:      7.4
 * Requires Plugins:  woocommerce
 * License:           Apache-2.0
 * License URI:       https://www.apache.org/licenses/LICENSE-2.0
 * Text Domain:       floorwalker
 *
 * @package Floorwalker
 */

defined( 'ABSPATH' ) || exit;

define( 'FLOORWALKER_OPTION', 'floorwalker' );
define( 'FLOORWALKER_REPORTED', '_floorwalker_reported' );

require_once __DIR__ . '/includes/options.php';
require_once __DIR__ . '/includes/page.php';
require_once __DIR__ . '/includes/order.php';
require_once __DIR__ . '/includes/settings.php';

add_action( 'wp_footer', 'floorwalker_print', 20 );
add_action( 'admin_menu', 'floorwalker_add_menu' );
add_action( 'admin_init', 'floorwalker_register' );
add_filter( 'plugin_action_links_' . plugin_basename( __FILE__ ), 'floorwalker_action_links' );
// Orders are read by their own functions alone, so they may be kept in tables of their own (HPOS).
add_action(
	'before_woocommerce_init',
	static function () {
		if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', __FILE__, true );
		}
	}
);
