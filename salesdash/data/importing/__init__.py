"""file -> read -> mapped -> checked -> swapped in, in one pass and one transaction; undo."""
