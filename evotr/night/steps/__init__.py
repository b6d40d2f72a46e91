"""The steps of a night, each a module that can be run alone."""
