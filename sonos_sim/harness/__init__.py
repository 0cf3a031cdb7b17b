"""For test authors: what breaks things on purpose, moves people about, and says what happened."""
