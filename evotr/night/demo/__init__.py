"""The night shown on a throw-away home: by the code that every night runs."""
