"""Programs that build, train and measure; nothing here is needed to run."""
