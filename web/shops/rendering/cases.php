<?php
/**
 * The plugin on the pages of a made-up shop: what it prints, by name of a file.
 */

function cases() {
	require '/floorwalker/floorwalker.php';
	$hostile             = "\"><img src=x onerror=\"document.title='hacked'\">";
	$mouse               = new WC_Product( 21, 'MOUSE-21' );
	$blue                = new WC_Product( 31, 'SHIRT-B42', 30 );
	$shirt               = new WC_Product( 30, 'SHIRT' );
	$GLOBALS['products'] = array( 21 => $mouse, 22 => new WC_Product( 22, $hostile ), 30 => $shirt, 31 => $blue );
	$items               = array( new Item( $mouse, 2, 39.98 ), new Item( false, 1, 5.0 ), new Item( $blue, 1, 28.0 ) );
	$GLOBALS['orders']   = array( 7 => new WC_Order( $items ), 8 => new WC_Order( $items, 'failed' ) );
	$set                 = array( 'host' => 'https://chat.example.com' );
	$made                = array();
	$show                = static function ( $page, $options ) {
		$GLOBALS['page']    = $page;
		$GLOBALS['options'] = array( 'floorwalker' => $options );
		return did( 'wp_footer' );
	};

	$made['unset.html']    = $show( array(), array() );
	$made['broken.html']   = $show( array(), 'not an array' );
	$made['home.html']     = $show( array(), $set );
	$made['product.html']  = $show( array( 'product' => 21, 'user' => 5, 'locale' => 'zh_CN' ), $set );
	$made['unnamed.html']  = $show( array( 'product' => 21, 'user' => 5 ), $set + array( 'named' => 'no' ) );
	$made['sku.html']      = $show( array( 'product' => 21 ), $set + array( 'identifier' => 'sku', 'heading' => 'Ask us', 'locale' => 'de' ) );
	$made['hostile.html']  = $show( array( 'product' => 22 ), $set + array( 'identifier' => 'sku', 'heading' => $hostile ) );
	$made['plain.html']    = $show( array( 'rest' => 'https://shop.example/index.php?rest_route=/' ), $set );
	$made['blog.html']     = $show( array(), $set + array( 'position' => 'shop' ) );
	$made['category.html'] = $show( array( 'shop' => true ), $set + array( 'position' => 'shop' ) );
	$made['nowhere.html']  = $show( array( 'product' => 21 ), $set + array( 'position' => 'nowhere' ) );

	$_GET['key']                = 'wrong';
	$made['thanks-other.html']  = $show( array( 'order-received' => '7' ), $set );
	$_GET['key']                = 'wc_order_secret';
	$made['thanks-failed.html'] = $show( array( 'order-received' => '8' ), $set );
	$made['thanks.html']        = $show( array( 'order-received' => '7' ), $set );
	$made['thanks-again.html']  = $show( array( 'order-received' => '7' ), $set );

	return $made + settings_cases( $set, $hostile );
}

function settings_cases( $set, $hostile ) {
	did( 'admin_menu' );
	did( 'admin_init' );
	list( $parent, $capability, $show ) = $GLOBALS['pages']['floorwalker'];
	$GLOBALS['options']                 = array( 'floorwalker' => $set + array( 'heading' => $hostile, 'identifier' => 'sku' ) );
	$save                               = static function ( $given ) {
		$GLOBALS['errors'] = array();
		return array( 'kept' => filtered( 'sanitize_option_floorwalker', $given ), 'errors' => $GLOBALS['errors'] );
	};
	$saved = array(
		'menu'       => array( $parent, $capability, filtered( 'option_page_capability_floorwalker', 'manage_options' ) ),
		'good'       => $save( array( 'host' => ' https://chat.shop.example/ ', 'site_key' => 'mine', 'heading' => ' Ask <b>us</b> ', 'position' => 'shop', 'locale' => 'zh_CN', 'identifier' => 'id', 'named' => 'yes' ) ),
		'script'     => $save( array( 'host' => 'javascript:alert(1)', 'site_key' => '', 'position' => 'moon', 'locale' => 'e"n', 'identifier' => array() ) ),
		'path'       => $save( array( 'host' => 'https://chat.shop.example/path?x=1', 'site_key' => 'demo' ) ),
		'no form'    => $save( 'nothing' ),
		'uninstalls' => null,
	);
	$GLOBALS['errors'] = array( 'host' => 'Address: ' . $hostile );
	$GLOBALS['page']   = array( 'can' => array( 'manage_woocommerce' ) );
	ob_start();
	$show();
	$html            = ob_get_clean();
	$GLOBALS['page'] = array( 'can' => array( 'edit_posts' ) );
	try {
		$show();
	} catch ( Died $died ) {
		$saved['refused'] = $died->getMessage();
	}
	$saved['links'] = filtered( 'plugin_action_links_floorwalker/floorwalker.php', array( '<a>Deactivate</a>' ) );
	define( 'WP_UNINSTALL_PLUGIN', 'floorwalker/floorwalker.php' );
	require '/floorwalker/uninstall.php';
	$saved['uninstalls'] = get_option( 'floorwalker', 'nothing is left' );
	return array(
		'settings.html' => $html . "\n",
		'settings.json' => json_encode( $saved, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) . "\n",
	);
}
