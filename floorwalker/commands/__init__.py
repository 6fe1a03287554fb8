"""One module for each group of commands of the `floorwalker` command line."""
