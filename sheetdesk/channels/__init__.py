"""The channel port: hand one message to the outside world."""
