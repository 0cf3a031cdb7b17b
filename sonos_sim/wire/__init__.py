"""Bytes: pure codecs of what goes over the network."""
