"""The only part that knows the screen."""
