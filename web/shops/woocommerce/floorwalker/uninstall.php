<?php
/**
 * Takes with it what the plugin kept: its settings. That an order was told stays with the order, so that a plugin that is
 * installed again does not tell it twice.
 *
 * @package Floorwalker
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'floorwalker' );
