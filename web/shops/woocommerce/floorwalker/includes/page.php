<?php
/**
 * The chat on the shop's pages: two scripts of the gateway, and what they are to know, in their attributes.
 *
 * @package Floorwalker
 */

defined( 'ABSPATH' ) || exit;

/**
 * Prints the scripts where the chat is to be.
 */
function floorwalker_print() {
	$options = floorwalker_options();
	if ( '' === $options['host'] || ! floorwalker_is_here( $options['position'] ) ) {
		return;
	}
	$widget = array(
		'site-key' => $options['site_key'],
		'locale'   => '' !== $options['locale'] ? $options['locale'] : str_replace( '_', '-', determine_locale() ),
		'heading'  => $options['heading'],
		'product'  => floorwalker_product( $options['identifier'] ),
		'shopper'  => 'yes' === $options['named'] && is_user_logged_in() ? (string) get_current_user_id() : '',
	);
	$page   = array(
		'site-key'   => $options['site_key'],
		'api'        => rest_url( 'wc/store/v1/' ),
		'identifier' => $options['identifier'],
		'purchase'   => floorwalker_purchase( $options['identifier'] ),
	);
	floorwalker_script( $options['host'] . '/widget.js', $widget );
	floorwalker_script( $options['host'] . '/shops/woocommerce.js', $page );
}

/**
 * A script with data attributes; none that is empty.
 *
 * @param string                $address Where it is.
 * @param array<string, string> $data    What it is to know.
 */
function floorwalker_script( $address, $data ) {
	echo '<script src="' . esc_url( $address ) . '"';
	foreach ( $data as $name => $value ) {
		if ( '' !== $value ) {
			echo ' data-' . esc_attr( $name ) . '="' . esc_attr( $value ) . '"';
		}
	}
	echo ' defer></script>' . "\n";
}

/**
 * Whether the chat is to be on the page that is shown. Where something was bought, it has to be: it reports that.
 *
 * @param string $position As the shop set it.
 * @return bool
 */
function floorwalker_is_here( $position ) {
	if ( 'nowhere' === $position ) {
		return false;
	}
	return 'everywhere' === $position || is_woocommerce() || is_cart() || is_checkout();
}

/**
 * The product of the page, as the catalog names it; empty on other pages.
 *
 * @param string $identifier One of id, sku.
 * @return string
 */
function floorwalker_product( $identifier ) {
	if ( ! is_product() ) {
		return '';
	}
	$product = wc_get_product( get_queried_object_id() );
	return $product ? floorwalker_name_of( $product, $identifier ) : '';
}

/**
 * What the catalog names a product by.
 *
 * @param WC_Product $product    The product, or a variation.
 * @param string     $identifier One of id, sku.
 * @return string
 */
function floorwalker_name_of( $product, $identifier ) {
	return 'sku' === $identifier ? (string) $product->get_sku() : (string) $product->get_id();
}
