"""What is remembered: recall, its indexes, documents and facts."""
