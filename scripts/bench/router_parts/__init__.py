"""The parts of the router's benchmark."""
