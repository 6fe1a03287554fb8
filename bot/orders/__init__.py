"""Orders of the shop: what the assistant may know and change, through whichever system keeps them."""
