<?php
/**
 * The functions of WordPress 6 and WooCommerce 9 that the plugin calls, to run it without them. Escaping does what theirs does
 * with what the plugin gives it; $GLOBALS['page'] says which page is shown, $GLOBALS['options'] what is set.
 */

error_reporting( E_ALL );
set_error_handler(
	static function ( $number, $words, $file, $line ) {
		throw new ErrorException( $words, 0, $number, $file, $line );
	}
);
define( 'ABSPATH', '/' );
$options = array();
$page    = array();
$hooks   = array();
$errors  = array();
$orders  = array();

function add_action( $hook, $do, $priority = 10 ) { $GLOBALS['hooks'][ $hook ][] = $do; }
function add_filter( $hook, $do, $priority = 10 ) { $GLOBALS['hooks'][ $hook ][] = $do; }
function did( $hook, ...$given ) { ob_start(); foreach ( $GLOBALS['hooks'][ $hook ] ?? array() as $do ) { $do( ...$given ); } return ob_get_clean(); }
function filtered( $hook, $value ) { foreach ( $GLOBALS['hooks'][ $hook ] ?? array() as $do ) { $value = $do( $value ); } return $value; }
function plugin_basename( $file ) { return 'floorwalker/floorwalker.php'; }
function get_option( $name, $default = false ) { return $GLOBALS['options'][ $name ] ?? $default; }
function delete_option( $name ) { unset( $GLOBALS['options'][ $name ] ); return true; }
function register_setting( $group, $name, $how ) { $GLOBALS['hooks'][ 'sanitize_option_' . $name ][] = $how['sanitize_callback']; }
function add_settings_error( $setting, $code, $words ) { $GLOBALS['errors'][ $code ] = $words; }
function settings_errors( $setting ) { foreach ( $GLOBALS['errors'] as $words ) { echo '<div class="notice notice-error"><p>' . esc_html( $words ) . "</p></div>\n"; } }
function settings_fields( $group ) { echo '<input type="hidden" name="option_page" value="' . esc_attr( $group ) . '"><input type="hidden" name="action" value="update"><input type="hidden" name="_wpnonce" value="of-' . esc_attr( $group ) . '">'; }
function submit_button() { echo '<p class="submit"><button type="submit" class="button button-primary">Save Changes</button></p>'; }
function add_submenu_page( $parent, $title, $menu, $capability, $slug, $show ) { $GLOBALS['pages'][ $slug ] = array( $parent, $capability, $show ); }
function current_user_can( $capability ) { return in_array( $capability, $GLOBALS['page']['can'] ?? array(), true ); }
class Died extends Exception {}
function wp_die( $words ) { throw new Died( $words ); }
function admin_url( $path ) { return 'https://shop.example/wp-admin/' . $path; }
function rest_url( $path ) { return ( $GLOBALS['page']['rest'] ?? 'https://shop.example/wp-json/' ) . $path; }
function __( $words, $domain ) { return $words; }
function esc_html__( $words, $domain ) { return esc_html( $words ); }
function esc_html( $text ) { return htmlspecialchars( (string) $text, ENT_QUOTES, 'UTF-8' ); }
function esc_attr( $text ) { return htmlspecialchars( (string) $text, ENT_QUOTES, 'UTF-8' ); }
function esc_url_raw( $url, $protocols = array( 'http', 'https' ) ) {
	$url = preg_replace( '|[^a-z0-9-~+_.?#=!&;,/:%@$\|*\'()\[\]\\x80-\\xff]|i', '', $url );
	if ( '' !== $url && ! preg_match( '#^[a-z][a-z0-9+.-]*:#i', $url ) && ! preg_match( '#^[/?\#]#', $url ) ) {
		$url = 'http://' . $url;
	}
	$scheme = strtolower( (string) parse_url( $url, PHP_URL_SCHEME ) );
	return '' === $scheme || in_array( $scheme, $protocols, true ) ? $url : '';
}
function esc_url( $url ) { return str_replace( array( '&', "'" ), array( '&#038;', '&#039;' ), esc_url_raw( $url ) ); }
function untrailingslashit( $text ) { return rtrim( $text, '/\\' ); }
function sanitize_text_field( $text ) { return trim( preg_replace( '/[\r\n\t ]+/', ' ', strip_tags( $text ) ) ); }
function selected( $one, $other, $echo ) { return (string) $one === (string) $other ? " selected='selected'" : ''; }
function checked( $one, $other, $echo ) { return $one === $other ? " checked='checked'" : ''; }
function determine_locale() { return $GLOBALS['page']['locale'] ?? 'en_US'; }
function is_user_logged_in() { return 0 !== get_current_user_id(); }
function get_current_user_id() { return $GLOBALS['page']['user'] ?? 0; }
function get_queried_object_id() { return $GLOBALS['page']['product'] ?? 0; }
function get_query_var( $name ) { return $GLOBALS['page'][ $name ] ?? ''; }
function absint( $number ) { return abs( (int) $number ); }
function wp_unslash( $text ) { return stripslashes( $text ); }
function wc_clean( $text ) { return sanitize_text_field( $text ); }
function wp_json_encode( $value ) { return json_encode( $value ); }
function is_product() { return isset( $GLOBALS['page']['product'] ); }
function is_woocommerce() { return is_product() || ! empty( $GLOBALS['page']['shop'] ); }
function is_cart() { return ! empty( $GLOBALS['page']['cart'] ); }
function is_checkout() { return is_order_received_page(); }
function is_order_received_page() { return isset( $GLOBALS['page']['order-received'] ); }
function wc_get_product( $id ) { return $GLOBALS['products'][ $id ] ?? false; }
function wc_get_order( $id ) { return $GLOBALS['orders'][ $id ] ?? false; }

class WC_Product {
	private $id; private $sku; private $parent;
	public function __construct( $id, $sku, $parent = 0 ) { $this->id = $id; $this->sku = $sku; $this->parent = $parent; }
	public function get_parent_id() { return $this->parent; }
	public function get_id() { return $this->id; }
	public function get_sku() { return $this->sku; }
}
class Item {
	private $product; private $quantity; public $total;
	public function __construct( $product, $quantity, $total ) { $this->product = $product; $this->quantity = $quantity; $this->total = $total; }
	public function get_product() { return $this->product; }
	public function get_quantity() { return $this->quantity; }
}
class WC_Order {
	private $items; private $status; private $meta = array(); private $saved = array();
	public function __construct( $items, $status = 'processing' ) { $this->items = $items; $this->status = $status; }
	public function get_order_key() { return 'wc_order_secret'; }
	public function has_status( $status ) { return $this->status === $status; }
	public function get_items() { return $this->items; }
	public function get_item_total( $item, $with_tax ) { return $item->total / $item->get_quantity(); }
	public function get_currency() { return 'EUR'; }
	public function get_meta( $key ) { return $this->saved[ $key ] ?? ''; }
	public function update_meta_data( $key, $value ) { $this->meta[ $key ] = $value; }
	public function save() { $this->saved = $this->meta; }
}
