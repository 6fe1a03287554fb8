<?php
/**
 * What was bought, told once, on the page that thanks for it.
 *
 * @package Floorwalker
 */

defined( 'ABSPATH' ) || exit;

/**
 * The lines of the order that the page thanks for, as JSON; empty on other pages, for an order that was told, and for who
 * does not have the order's key.
 *
 * @param string $identifier One of id, sku.
 * @return string
 */
function floorwalker_purchase( $identifier ) {
	if ( ! is_order_received_page() ) {
		return '';
	}
	$order = wc_get_order( absint( get_query_var( 'order-received' ) ) );
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- the order's own key says who may see it.
	$key = isset( $_GET['key'] ) ? wc_clean( wp_unslash( $_GET['key'] ) ) : '';
	if ( ! $order || ! hash_equals( $order->get_order_key(), (string) $key ) || $order->has_status( 'failed' ) ) {
		return '';
	}
	if ( $order->get_meta( FLOORWALKER_REPORTED ) ) {
		return '';
	}
	$lines = floorwalker_lines( $order, $identifier );
	if ( array() === $lines ) {
		return '';
	}
	$order->update_meta_data( FLOORWALKER_REPORTED, gmdate( 'c' ) );
	$order->save();
	return (string) wp_json_encode( $lines );
}

/**
 * The order's lines: product, price of one piece with what was taken off, currency, quantity.
 *
 * @param WC_Order $order      The order.
 * @param string   $identifier One of id, sku.
 * @return array<int, array{id: string, variant_id?: string, price: float, currency: string, quantity: int}>
 */
function floorwalker_lines( $order, $identifier ) {
	$lines = array();
	foreach ( $order->get_items() as $item ) {
		$bought   = $item->get_product();
		$parent   = $bought ? $bought->get_parent_id() : 0;
		$product  = $parent ? wc_get_product( $parent ) : $bought;
		$name     = $product ? floorwalker_name_of( $product, $identifier ) : '';
		$quantity = (int) $item->get_quantity();
		if ( '' === $name || $quantity < 1 ) {
			continue;
		}
		$line = array(
			'id'       => $name,
			'price'    => round( (float) $order->get_item_total( $item, true ), 4 ),
			'currency' => $order->get_currency(),
			'quantity' => $quantity,
		);
		if ( $parent ) {
			$variant            = floorwalker_name_of( $bought, $identifier );
			$line['variant_id'] = '' === $variant ? (string) $bought->get_id() : $variant;
		}
		$lines[] = $line;
	}
	return $lines;
}
