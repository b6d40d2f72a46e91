"""What a night is examined by: anchors, how replies are marked, code that is run."""
