"""The ground floor: the only SQL."""
