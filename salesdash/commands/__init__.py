"""The commands of the command line, by what one wants."""
