"""What stands between the network and the app: connections, what they may take, and whose they are."""
