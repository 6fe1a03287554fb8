<?php
/**
 * The page WooCommerce > Floorwalker, for who may manage the shop.
 *
 * @package Floorwalker
 */

defined( 'ABSPATH' ) || exit;

/**
 * Puts the page into the menu.
 */
function floorwalker_add_menu() {
	add_submenu_page( 'woocommerce', 'Floorwalker', 'Floorwalker', 'manage_woocommerce', 'floorwalker', 'floorwalker_show_settings' );
}

/**
 * Has WordPress check who saves the settings, that their form is ours (its nonce), and what they are.
 */
function floorwalker_register() {
	register_setting(
		'floorwalker',
		FLOORWALKER_OPTION,
		array(
			'type'              => 'array',
			'sanitize_callback' => 'floorwalker_sanitized',
		)
	);
	add_filter( 'option_page_capability_floorwalker', 'floorwalker_capability' );
}

/**
 * Who may save the settings.
 *
 * @return string
 */
function floorwalker_capability() {
	return 'manage_woocommerce';
}

/**
 * A link to the page in the list of plugins.
 *
 * @param array<int, string> $links Those that are there.
 * @return array<int, string>
 */
function floorwalker_action_links( $links ) {
	$address = admin_url( 'admin.php?page=floorwalker' );
	array_unshift( $links, '<a href="' . esc_url( $address ) . '">' . esc_html__( 'Settings', 'floorwalker' ) . '</a>' );
	return $links;
}

/**
 * The page.
 */
function floorwalker_show_settings() {
	if ( ! current_user_can( floorwalker_capability() ) ) {
		wp_die( esc_html__( 'You may not change these settings.', 'floorwalker' ) );
	}
	$options = floorwalker_options();
	echo '<div class="wrap"><h1>Floorwalker</h1>';
	settings_errors( FLOORWALKER_OPTION );
	echo '<form method="post" action="options.php">';
	settings_fields( 'floorwalker' );
	echo '<table class="form-table" role="presentation">';
	floorwalker_text( 'host', __( 'Address', 'floorwalker' ), $options['host'], __( 'Where your Floorwalker answers, such as https://chat.example.com. Its setting FLOORWALKER_ALLOWED_ORIGINS must name this shop.', 'floorwalker' ) );
	floorwalker_text( 'site_key', __( 'Site key', 'floorwalker' ), $options['site_key'], __( 'One of FLOORWALKER_SITE_KEYS.', 'floorwalker' ) );
	floorwalker_choice( 'position', __( 'Position', 'floorwalker' ), $options['position'], floorwalker_positions() );
	floorwalker_text( 'locale', __( 'Language', 'floorwalker' ), $options['locale'], __( 'As en or zh-CN; empty: the language of the page.', 'floorwalker' ) );
	floorwalker_text( 'heading', __( 'Heading', 'floorwalker' ), $options['heading'], __( 'The words at the top of the chat.', 'floorwalker' ) );
	floorwalker_choice( 'identifier', __( 'Products are named by', 'floorwalker' ), $options['identifier'], floorwalker_identifiers() );
	floorwalker_check( 'named', __( 'Signed-in customers', 'floorwalker' ), 'yes' === $options['named'], __( 'Give the chat their number, which it uses with their consent alone: purchases days later are then joined to what was shown.', 'floorwalker' ) );
	echo '</table>';
	submit_button();
	echo '</form></div>';
}

/**
 * A row with a text field.
 *
 * @param string $name  Of the setting.
 * @param string $label What it is called.
 * @param string $value What it is.
 * @param string $hint  What it does.
 */
function floorwalker_text( $name, $label, $value, $hint ) {
	floorwalker_row_head( $name, $label );
	printf(
		'<input type="text" class="regular-text" id="floorwalker-%1$s" name="%2$s[%1$s]" value="%3$s" aria-describedby="floorwalker-%1$s-hint"><p class="description" id="floorwalker-%1$s-hint">%4$s</p></td></tr>',
		esc_attr( $name ),
		esc_attr( FLOORWALKER_OPTION ),
		esc_attr( $value ),
		esc_html( $hint )
	);
}

/**
 * A row with one of several.
 *
 * @param string                $name    Of the setting.
 * @param string                $label   What it is called.
 * @param string                $value   What it is.
 * @param array<string, string> $choices What it may be.
 */
function floorwalker_choice( $name, $label, $value, $choices ) {
	floorwalker_row_head( $name, $label );
	printf( '<select id="floorwalker-%1$s" name="%2$s[%1$s]">', esc_attr( $name ), esc_attr( FLOORWALKER_OPTION ) );
	foreach ( $choices as $choice => $words ) {
		printf( '<option value="%s"%s>%s</option>', esc_attr( $choice ), selected( $value, $choice, false ), esc_html( $words ) );
	}
	echo '</select></td></tr>';
}

/**
 * A row with yes or no.
 *
 * @param string $name  Of the setting.
 * @param string $label What it is called.
 * @param bool   $value What it is.
 * @param string $words What yes means.
 */
function floorwalker_check( $name, $label, $value, $words ) {
	floorwalker_row_head( $name, $label );
	printf(
		'<label><input type="checkbox" id="floorwalker-%1$s" name="%2$s[%1$s]" value="yes"%3$s> %4$s</label></td></tr>',
		esc_attr( $name ),
		esc_attr( FLOORWALKER_OPTION ),
		checked( $value, true, false ),
		esc_html( $words )
	);
}

/**
 * The head of a row.
 *
 * @param string $name  Of the setting.
 * @param string $label What it is called.
 */
function floorwalker_row_head( $name, $label ) {
	printf( '<tr><th scope="row"><label for="floorwalker-%s">%s</label></th><td>', esc_attr( $name ), esc_html( $label ) );
}
