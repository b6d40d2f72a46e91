"""The window: PySide6 over the engine's facade, layered app > widgets > … > bridge."""
