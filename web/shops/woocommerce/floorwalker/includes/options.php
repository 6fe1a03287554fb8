<?php
/**
 * What the shop set, and what of it is valid.
 *
 * @package Floorwalker
 */

defined( 'ABSPATH' ) || exit;

/**
 * The settings, complete.
 *
 * @return array{host: string, site_key: string, heading: string, position: string, locale: string, identifier: string, named: string}
 */
function floorwalker_options() {
	$stored = get_option( FLOORWALKER_OPTION, array() );
	return array_merge(
		array(
			'host'       => '',
			'site_key'   => 'demo',
			'heading'    => '',
			'position'   => 'everywhere',
			'locale'     => '',
			'identifier' => 'id',
			'named'      => 'yes',
		),
		is_array( $stored ) ? $stored : array()
	);
}

/**
 * Where the chat may be.
 *
 * @return array<string, string>
 */
function floorwalker_positions() {
	return array(
		'everywhere' => __( 'On every page', 'floorwalker' ),
		'shop'       => __( 'On pages of the shop: products, categories, cart', 'floorwalker' ),
		'nowhere'    => __( 'Nowhere for now', 'floorwalker' ),
	);
}

/**
 * By what the imported catalog names products: docs/woocommerce.md.
 *
 * @return array<string, string>
 */
function floorwalker_identifiers() {
	return array(
		'id'  => __( 'ID (mapping: id: ID)', 'floorwalker' ),
		'sku' => __( 'SKU (mapping: id: SKU)', 'floorwalker' ),
	);
}

/**
 * What an admin sent, made valid; what cannot be is told, and the old value stays.
 *
 * @param mixed $given The form.
 * @return array<string, string>
 */
function floorwalker_sanitized( $given ) {
	$kept = floorwalker_options();
	if ( ! is_array( $given ) ) {
		return $kept;
	}
	$host = untrailingslashit( esc_url_raw( trim( (string) ( $given['host'] ?? $kept['host'] ) ), array( 'https', 'http' ) ) );
	if ( '' !== $host && preg_match( '#^https?://[^/?\#]+$#', $host ) ) {
		$kept['host'] = $host;
	} else {
		add_settings_error( FLOORWALKER_OPTION, 'host', __( 'Address: write it as https://chat.example.com, without a path. The old one stays.', 'floorwalker' ) );
	}
	$key = sanitize_text_field( (string) ( $given['site_key'] ?? $kept['site_key'] ) );
	if ( '' !== $key ) {
		$kept['site_key'] = $key;
	} else {
		add_settings_error( FLOORWALKER_OPTION, 'site_key', __( 'Site key: write one of FLOORWALKER_SITE_KEYS. The old one stays.', 'floorwalker' ) );
	}
	$kept['heading'] = sanitize_text_field( (string) ( $given['heading'] ?? '' ) );
	$locale          = sanitize_text_field( (string) ( $given['locale'] ?? '' ) );
	if ( '' === $locale || preg_match( '/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/', $locale ) ) {
		$kept['locale'] = str_replace( '_', '-', $locale );
	} else {
		add_settings_error( FLOORWALKER_OPTION, 'locale', __( 'Language: write it as en or zh-CN, or leave it empty. The old one stays.', 'floorwalker' ) );
	}
	$kept['position']   = floorwalker_one_of( $given['position'] ?? '', floorwalker_positions(), $kept['position'] );
	$kept['identifier'] = floorwalker_one_of( $given['identifier'] ?? '', floorwalker_identifiers(), $kept['identifier'] );
	$kept['named']      = empty( $given['named'] ) ? 'no' : 'yes';
	return $kept;
}

/**
 * The choice, if it is one of those offered.
 *
 * @param mixed                 $chosen  What was chosen.
 * @param array<string, string> $offered What could be.
 * @param string                $old     What was before.
 * @return string
 */
function floorwalker_one_of( $chosen, $offered, $old ) {
	return is_string( $chosen ) && isset( $offered[ $chosen ] ) ? $chosen : $old;
}
